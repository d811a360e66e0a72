import { type Pair, pair } from "./pair.ts";

const events = "create table events (at date not null, kind int) partition by range (at);";
const first = "create table events_1 partition of events for values from ('2026-01-01') to ('2026-02-01');";
const second = "create table events_2 partition of events for values from ('2026-02-01') to (maxvalue);";

export const PARTITIONS: readonly Pair[] = [
  pair("a partitioned table appears", "", `${events} ${first} ${second}`),
  pair("a partition appears", `${events} ${first}`, `${events} ${first} ${second}`),
  pair("a partition goes", `${events} ${first} ${second}`, `${events} ${first}`),
  pair(
    "a partition from the smallest value on",
    events,
    `${events} create table events_0 partition of events for values from (minvalue) to ('2026-01-01');`,
  ),
  pair(
    "a default partition",
    `${events} ${first}`,
    `${events} ${first} create table events_d partition of events default;`,
  ),
  pair(
    "a partition is detached",
    `${events} ${first}`,
    `${events} create table events_1 (at date not null, kind int);`,
  ),
  pair(
    "a partition is attached",
    `${events} create table events_1 (at date not null, kind int);`,
    `${events} ${first}`,
  ),
  pair(
    "a partition's bounds change",
    `${events} ${first}`,
    `${events} create table events_1 partition of events for values from ('2026-01-01') to ('2026-03-01');`,
  ),
  pair(
    "a partitioned index appears",
    `${events} ${first} ${second}`,
    `${events} ${first} ${second} create index events_at on events (at);`,
  ),
  pair(
    "a partitioned index appears with its table",
    "",
    `${events} ${first} ${second} create index events_at on events (at);`,
  ),
  pair(
    "a partition appears beside an index",
    `${events} ${first} create index events_at on events (at);`,
    `${events} ${first} create index events_at on events (at); ${second}`,
  ),
  pair("a partitioned index goes", `${events} ${first} create index events_at on events (at);`, `${events} ${first}`),
  pair(
    "a partitioned primary key appears",
    `${events} ${first}`,
    `${events} ${first} alter table events add primary key (at);`,
  ),
  pair(
    "a partitioned table gets a column",
    `${events} ${first}`,
    `create table events (at date not null, kind int, who text) partition by range (at);${first}`,
  ),
  pair(
    "a foreign key of a partitioned table",
    `create table kinds (id int primary key); ${events} ${first}`,
    `create table kinds (id int primary key); ${events} ${first} alter table events add constraint fk foreign key (kind) references kinds;`,
  ),
  pair(
    "partitions by list and by hash",
    "",
    `create table l (k text, v int) partition by list (k); create table l_a partition of l for values in ('a', null)
     partition by hash (v); create table l_a0 partition of l_a for values with (modulus 2, remainder 0);
     create table l_a1 partition of l_a for values with (modulus 2, remainder 1);`,
  ),
];
