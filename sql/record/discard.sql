-- What RESET ALL leaves. DISCARD ALL cannot run in a transaction, and would give up our lock.
close all;
deallocate all;
discard temp
