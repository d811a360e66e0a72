insert into :"schema".edge (child, parent, kind) values (:'child', :'parent', :'kind')
