-- For the rest of the transaction: a script may have taken on another role, and behind a pooler somebody else, and that one
-- may not write here. As RESET ROLE does it: a role may begin its sessions as another.
set local session authorization default;
set local role to default
