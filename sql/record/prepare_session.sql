-- Every script starts from the same session, whatever the one before left behind.
reset session authorization;
reset role;
reset all;
discard temp
