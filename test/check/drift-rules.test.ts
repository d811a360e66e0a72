import { expect, test } from "vitest";
import type { DriftIgnore } from "../../src/settings.ts";
import { freshRole } from "../support/database.ts";
import { scene } from "../support/scene.ts";

const UP = `
  create schema audit;
  create table audit.entry (id int);
  create table people (id int, name text, mail text);
  create table events (at date not null) partition by range (at);
  create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
  create table cache_users (id int);`;

/** One database with a drift for each rule. */
test("each rule leaves out what it names, and the rest is found", async () => {
  const { migrator, sql, database } = await scene([{ id: "only", up: UP }]);
  await migrator.upgrade();
  const { role } = await freshRole(database);
  await sql.unsafe(`
    create table audit.extra (id int);
    alter table people owner to ${role};
    grant select on events to ${role};
    alter table people drop name, add name text;
    create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
    drop table events_2025;
    alter table cache_users add warm boolean;
    create function cache_fill() returns int language sql as 'select 1'`);
  const found = async (ignore: DriftIgnore) => {
    const { findings } = await migrator.drift({ scratch: database.url, ignore });
    return findings.map(({ message }) => message).sort();
  };
  const all = [
    "function cache_fill() is in no revision",
    "table audit.extra is in no revision",
    "table cache_users: column warm is in no revision",
    `table events: grant SELECT to ${role} left over`,
    "table events_2025 is missing",
    "table events_2026 is in no revision",
    "table people: columns in another order: (id, name, mail) → (id, mail, name)",
    `table people: owner postgres → ${role}`,
  ];
  const but = (pattern: RegExp) => all.filter((message) => !pattern.test(message));
  expect(await found({})).toEqual(all);
  expect(await found({ schemas: ["aud*"] })).toEqual(but(/audit/));
  expect(await found({ objects: ["public.cache_*"] })).toEqual(but(/cache/));
  expect(await found({ objects: ["table public.cache_?sers"] })).toEqual(but(/table cache/));
  expect(await found({ owners: true })).toEqual(but(/owner/));
  expect(await found({ grants: true })).toEqual(but(/grant/));
  expect(await found({ partitions: true })).toEqual(but(/events_/));
  expect(await found({ columnOrder: true })).toEqual(but(/order/));
});
