import { type Pair, pair } from "./pair.ts";

const two = "create table a (id int primary key); create table b (id int, a int);";

export const CONSTRAINTS: readonly Pair[] = [
  pair("a primary key appears", "create table t (a int not null);", "create table t (a int primary key);"),
  pair("a primary key goes", "create table t (a int primary key);", "create table t (a int not null);"),
  pair(
    "a primary key gets a second column",
    "create table t (a int, b int not null, primary key (a));",
    "create table t (a int, b int not null, primary key (a, b));",
  ),
  pair("a unique constraint appears", "create table t (a int);", "create table t (a int unique);"),
  pair(
    "a unique constraint takes nulls for equal",
    "create table t (a int, constraint u unique (a));",
    "create table t (a int, constraint u unique nulls not distinct (a));",
    { since: 15 },
  ),
  pair(
    "a unique constraint includes a column",
    "create table t (a int, b int, constraint u unique (a));",
    "create table t (a int, b int, constraint u unique (a) include (b));",
  ),
  pair("a check appears", "create table t (a int);", "create table t (a int, constraint positive check (a > 0));"),
  pair(
    "a check changes",
    "create table t (a int, constraint c check (a > 0));",
    "create table t (a int, constraint c check (a > 1));",
  ),
  pair("a check goes", "create table t (a int check (a > 0));", "create table t (a int);"),
  pair(
    "a check is not for those that inherit",
    "create table t (a int, constraint c check (a > 0));",
    "create table t (a int, constraint c check (a > 0) no inherit);",
  ),
  pair(
    "a check that is not validated",
    "create table t (a int);",
    "create table t (a int); alter table t add constraint c check (a > 0) not valid;",
  ),
  pair(
    "a check is validated",
    "create table t (a int); alter table t add constraint c check (a > 0) not valid;",
    "create table t (a int, constraint c check (a > 0));",
  ),
  pair("a foreign key appears", two, `${two} alter table b add constraint fk foreign key (a) references a;`),
  pair("a foreign key goes", `${two} alter table b add constraint fk foreign key (a) references a;`, two),
  pair(
    "a foreign key cascades",
    `${two} alter table b add constraint fk foreign key (a) references a;`,
    `${two} alter table b add constraint fk foreign key (a) references a on delete cascade on update set null;`,
  ),
  pair(
    "a foreign key is deferred",
    `${two} alter table b add constraint fk foreign key (a) references a;`,
    `${two} alter table b add constraint fk foreign key (a) references a deferrable initially deferred;`,
  ),
  pair(
    "a foreign key that is not validated",
    two,
    `${two} alter table b add constraint fk foreign key (a) references a not valid;`,
  ),
  pair(
    "a foreign key of two columns to a new table",
    "create table b (id int, x int, y int);",
    `create table a (x int, y int, primary key (x, y));
     create table b (id int, x int, y int, constraint fk foreign key (x, y) references a match full);`,
  ),
  pair(
    "an exclusion appears",
    "create table t (a int4range);",
    "create table t (a int4range, constraint e exclude using gist (a with &&));",
  ),
  pair(
    "an exclusion gets a condition",
    "create table t (a int4range, b bool, constraint e exclude using gist (a with &&));",
    "create table t (a int4range, b bool, constraint e exclude using gist (a with &&) where (b));",
  ),
  pair(
    "a constraint gets a comment",
    "create table t (a int, constraint c check (a > 0));",
    "create table t (a int, constraint c check (a > 0)); comment on constraint c on t is 'positive';",
  ),
  pair(
    "a unique constraint is deferred",
    "create table t (a int, constraint u unique (a));",
    "create table t (a int, constraint u unique (a) deferrable);",
  ),
];
