drop role :"name"
