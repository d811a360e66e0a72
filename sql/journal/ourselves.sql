-- For the rest of the transaction: the script may have taken on another role, and that one may not write here.
set local session authorization default;
set local role none
