-- User mappings whose options are not shown to us, by the rule of the view pg_user_mappings.
select
  pg_catalog.format(
    'for %s server %I',
    case m.umuser when 0 then 'public' else pg_catalog.quote_ident(m.usename) end,
    m.srvname
  ) as name
from pg_catalog.pg_user_mappings m
join pg_catalog.pg_foreign_server s on s.oid operator(pg_catalog.=) m.srvid
where m.umoptions is null
  and not (select r.rolsuper from pg_catalog.pg_roles r where r.rolname operator(pg_catalog.=) current_user)
  and not case
    when m.umuser operator(pg_catalog.=) 0 then pg_catalog.pg_has_role(s.srvowner, 'USAGE')
    else m.usename operator(pg_catalog.=) current_user
      and (pg_catalog.pg_has_role(s.srvowner, 'USAGE') or pg_catalog.has_server_privilege(s.oid, 'USAGE'))
  end
order by 1
