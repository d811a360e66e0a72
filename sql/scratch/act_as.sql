set role :"role"
