import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newest } from "../support/database.ts";
import { writeRevisionFiles } from "../support/project.ts";
import { proofScene } from "../support/proofs.ts";
import { superuser } from "../support/server.ts";

test("ten pairs of independent branches commute, and nothing is found in them", async () => {
  const role = `proofs_${randomBytes(4).toString("hex")}`;
  const { migrator, settings } = await proofScene([
    {
      id: "base1",
      up: `create table base1 (id int); create role ${role};`,
      down: `drop table base1; drop role ${role};`,
    },
    { id: "table1", parents: ["base1"] },
    {
      id: "view1",
      parents: ["base1"],
      up: "create view view1 as select id from base1;",
      down: "drop view view1;",
    },
    {
      id: "grant1",
      parents: ["base1"],
      up: `create schema grant1; grant usage on schema grant1 to ${role};`,
      down: "drop schema grant1;",
    },
    {
      id: "rows1",
      parents: ["base1"],
      up: "create table rows1 (id serial, made timestamptz default now()); insert into rows1 default values;",
    },
    {
      id: "column1",
      parents: ["base1"],
      up: "alter table base1 add more text default 'x';",
      down: "alter table base1 drop more;",
    },
  ]);
  const { ok, pairs } = await migrator.commute([], settings);
  expect([ok, pairs.map(({ grade }) => grade)]).toEqual([true, Array(10).fill("identical")]);
  const { findings } = await migrator.check({ allowHeads: true, proofs: settings });
  expect(findings).toEqual([]);
  const admin = superuser(newest());
  const left = await admin`select rolname from pg_roles where rolname = ${role}`;
  await admin.end();
  expect(left).toEqual([]);
});

test("what all proofs find is one list, and `since` shortens it", async () => {
  const { root, migrator, settings } = await proofScene([
    { id: "base1" },
    { id: "left1", parents: ["base1"], up: "create table left1 (id int); create type kind as enum ('a');" },
    { id: "right1", parents: ["base1"], up: "create view right1 as select id from left1;", down: "drop view right1;" },
    { id: "both1", parents: ["left1", "right1"], up: "-- nothing", down: "-- nothing\n" },
    {
      id: "left2",
      parents: ["both1"],
      up: "alter table base1 add by_left int;",
      down: "alter table base1 drop by_left;",
    },
    {
      id: "right2",
      parents: ["both1"],
      up: "alter table base1 add by_right int;",
      down: "alter table base1 drop by_right;",
    },
    { id: "both2", parents: ["left2", "right2"], up: "-- nothing", down: "-- nothing\n" },
  ]);
  const found = async (since?: string) => {
    const { findings } = await migrator.check({ proofs: { ...settings, since } });
    return findings.map(({ severity, code, revision }) => [severity, code, revision].join(" "));
  };
  const order = "warning branch_column_order both2";
  const all = ["error not_restored left1", "error not_repeated left1", "error undeclared_dependency right1", order];
  expect(await found()).toEqual(all);
  expect(await found()).toEqual(all);
  expect(await found("both1")).toEqual([order]);
  expect(await found("both2")).toEqual([]);
  // Of heads, one that is newer is enough.
  const heads = async (since: string) => (await migrator.commute([], { ...settings, since })).pairs.length;
  writeRevisionFiles(join(root, "migrations"), { id: "left3", parents: ["both2"], created: "2026-02-01T00:00:00Z" });
  writeRevisionFiles(join(root, "migrations"), { id: "right3", parents: ["both2"], created: "2026-02-02T00:00:00Z" });
  expect([await heads("both2"), await heads("left3")]).toEqual([1, 1]);
});

test("a revision that was added is tried, and those before it are not tried again", async () => {
  const { root, migrator, settings, events } = await proofScene([
    { id: "first1" },
    { id: "second1", parents: ["first1"] },
    { id: "third1", parents: ["second1"] },
  ]);
  const tried = async () => {
    const before = events.length;
    expect((await migrator.check({ proofs: settings })).ok).toBe(true);
    return events.slice(before).flatMap((event) => (event.type === "round-trip-started" ? [event.revision] : []));
  };
  expect(await tried()).toEqual(["first1", "second1", "third1"]);
  expect(await tried()).toEqual([]);
  appendFileSync(join(root, "migrations/third1/down.sql"), "-- a comment\n");
  expect(await tried()).toEqual(["third1"]);
  appendFileSync(join(root, "migrations/second1/up.sql"), "-- a comment\n");
  expect(await tried()).toEqual(["second1", "third1"]);
});
