comment on database :"name" is :'mark'
