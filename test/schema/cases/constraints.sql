-- case: primary key, unique, check, exclusion with names of their own
create table t (a int, b int, c int4range, d text, constraint k primary key (a, b), constraint u unique (d), constraint c check (a > b), constraint x exclude using gist (c with &&) where (a > 0));
-- case: constraints that cover, are deferrable, with storage parameters
create table t (a int, b int, c int, primary key (a) include (b), unique (b) deferrable initially deferred, constraint u unique (c) with (fillfactor = 50), constraint d unique (a, c) deferrable);
-- case: foreign keys with every action
create table target (a int, b int, primary key (a, b), unique (b, a));
create table t (a int, b int, c int, d int,
  foreign key (a, b) references target on delete cascade on update set null,
  constraint full_match foreign key (c, d) references target (b, a) match full on delete set default deferrable initially deferred,
  constraint plain foreign key (a, d) references target on update restrict deferrable);
-- case: a foreign key to its own table
create table t (id int primary key, parent int references t on delete set null);
-- case: constraints that are not validated
create table target (id int primary key);
create table t (a int, b int);
alter table t add constraint a_fk foreign key (a) references target not valid;
alter table t add constraint b_check check (b > 0) not valid;
-- case: a check that is not inherited
create table t (a int, constraint no check (a > 0) no inherit);
-- case: checks that call functions and use other types
create domain positive as int check (value > 0);
create function even(int) returns boolean immutable language sql as 'select $1 % 2 = 0';
create table t (a positive, b int check (even(b)), c positive[]);
-- case: a foreign key to a unique index that is no constraint
create table target (a int not null);
create unique index target_a on target (a);
create table t (a int references target (a));
-- case: a key made from an index
create table t (a int not null, b text);
create unique index t_a on t (a) include (b) with (fillfactor = 60);
alter table t add constraint t_key primary key using index t_a;
-- case: a constraint trigger
create table t (a int);
create function trg() returns trigger language plpgsql as 'begin return null; end';
create constraint trigger later after insert or update of a on t deferrable initially deferred for each row when (new.a > 0) execute function trg();
comment on trigger later on t is 'waits';
-- case: unique nulls not distinct
-- from: 15
create table t (a int, b int, unique nulls not distinct (a, b));
create unique index t_b on t (b) nulls not distinct;
-- case: foreign key that sets some columns
-- from: 15
create table target (a int, b int, primary key (a, b));
create table t (a int, b int, foreign key (a, b) references target on delete set null (b));
-- case: not null constraints with names, not valid, no inherit
-- from: 18
create table t (a int constraint a_there not null, b int, c int not null no inherit);
alter table t add constraint b_there not null b not valid;
comment on constraint a_there on t is 'always';
-- case: not null constraints in inheritance and partitions
-- from: 18
create table base (a int constraint base_a not null, b int);
create table child () inherits (base);
create table child_own (b int constraint own_b not null) inherits (base);
create table p (a int constraint p_a not null) partition by list (a);
create table p_1 partition of p for values in (1);
-- case: constraints that are not enforced
-- from: 18
create table target (id int primary key);
create table t (a int references target not enforced, b int constraint c check (b > 0) not enforced);
-- case: keys without overlaps and periods
-- from: 18
create table target (during int4range, valid tstzrange, constraint target_key primary key (during, valid without overlaps));
create table t (during int4range, valid tstzrange, foreign key (during, period valid) references target (during, period valid));
-- case: virtual generated columns
-- from: 18
create table t (a int, b int generated always as (a + 1) virtual, c int generated always as (a + 2));
-- case: primary key in a table that inherits
create table base (id int primary key);
create table child (primary key (id)) inherits (base);
-- case: foreign keys and deferrable keys that are switched off
create table target (id int primary key, c int unique deferrable);
create table t (a int references target, b int constraint b_fk references target, c int);
alter table t disable trigger all;
alter table target disable trigger all;
create table u (a int references target);
-- case: an exclusion constraint whose index has settings
create table t (a int, b int4range, constraint x exclude using gist (b with &&) with (fillfactor = 60) where (a > 0) deferrable);
