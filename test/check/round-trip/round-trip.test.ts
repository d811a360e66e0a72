import { expect, test } from "vitest";
import { testRoundTrips } from "../../../src/check/round-trip/index.ts";
import type { RoundTrips } from "../../../src/results.ts";
import { newest, servers } from "../../support/database.ts";
import { errorOf, project, type TestRevision } from "../../support/project.ts";
import type { TestServer } from "../../support/server.ts";
import { workplaceFor } from "../../support/workplace.ts";
import { urlOf } from "./history.ts";

async function tested(
  revisions: readonly TestRevision[],
  { range, server = newest() }: { readonly range?: string; readonly server?: TestServer } = {},
): Promise<RoundTrips> {
  const workplace = await workplaceFor(project(revisions));
  return testRoundTrips(workplace, range, { url: urlOf(server) }, new AbortController().signal);
}

/** Code, revision and line of each. */
function told({ findings }: RoundTrips) {
  return findings.map(({ code, revision, line }) => [code, revision, line]);
}

const irreversible = "-- irreversible: the rows are gone\n";

test.each(servers)(
  "PostgreSQL $major: a history in order is said to be so, with what it was tried on",
  async (server) => {
    const result = await tested(
      [
        { id: "aaaa", verify: "select true;" },
        { id: "bbbb", parents: ["aaaa"], down: irreversible },
        {
          id: "cccc",
          parents: ["bbbb"],
          header: ["-- transaction: off"],
          up: "create index concurrently i on aaaa (id);",
          down: "-- transaction: off\n\ndrop index concurrently i;",
        },
        { id: "dddd", parents: ["aaaa"] },
        { id: "eeee", parents: ["cccc", "dddd"], up: "", down: "" },
      ],
      { server },
    );
    expect(result).toMatchObject({ ok: true, revisions: 5, irreversible: 1, untested: 0, verified: 1, findings: [] });
    expect(result.server).toMatchObject({ major: server.major, embedded: false });
  },
);

test("an up.sql that fails is told with its line, what stands on it is not tested, and the rest is", async () => {
  const result = await tested([
    { id: "aaaa" },
    { id: "bbbb", parents: ["aaaa"], up: "create table x (id int);\nselect nothing;" },
    { id: "cccc", parents: ["bbbb"] },
    { id: "dddd", parents: ["aaaa"], down: "select 1;" },
  ]);
  expect(told(result)).toEqual([
    ["up_failed", "bbbb", 7],
    ["untested", "cccc", 1],
    ["not_restored", "dddd", 1],
    ["not_repeated", "dddd", undefined],
  ]);
  expect(result).toMatchObject({ ok: false, revisions: 3, untested: 1 });
});

test("a down.sql that fails is told with its line, and the revision stays for those that stand on it", async () => {
  const result = await tested([
    { id: "aaaa", down: "drop table aaaa;\nselect nothing;\n" },
    {
      id: "bbbb",
      parents: ["aaaa"],
      up: "alter table aaaa add column b int;",
      down: "alter table aaaa drop column b;",
    },
  ]);
  expect(told(result)).toEqual([["down_failed", "aaaa", 2]]);
});

test("an up.sql that does something else the second time is found, however the next revision is", async () => {
  const fickle: TestRevision = {
    id: "bbbb",
    parents: ["aaaa"],
    up: `insert into aaaa values (1);
do $$ begin
  if (select count(*) from aaaa) = 1 then create table first (id int); else create table second (id int); end if;
end $$;`,
    down: "drop table if exists first, second;",
  };
  const next: TestRevision = { id: "cccc", parents: ["bbbb"] };
  const faulty: TestRevision = { ...next, down: "alter table cccc rename to left_over;" };
  for (const last of [[], [next], [{ ...next, down: irreversible }], [faulty]]) {
    const { findings, ok } = await tested([{ id: "aaaa" }, fickle, ...last]);
    expect(ok).toBe(false);
    const ofFickle = findings.filter(({ revision }) => revision === "bbbb");
    expect(ofFickle.map(({ code }) => code)).toEqual(["not_repeated", "not_repeated"]);
    expect(ofFickle.map(({ message }) => message)).toEqual([
      expect.stringContaining("table first is missing"),
      expect.stringContaining("table second is left over"),
    ]);
    const others = findings.filter(({ revision }) => revision !== "bbbb").map(({ message }) => message);
    expect(others).toEqual(last.includes(faulty) ? [expect.stringContaining("table left_over is left over")] : []);
  }
});

test("what one revision leaves behind is not held against the next", async () => {
  const names = ["aaaa", "bbbb", "cccc", "dddd", "eeee"];
  const revisions = names.map((id, index): TestRevision => {
    const faulty = id === "bbbb" || id === "dddd";
    return {
      id,
      parents: names.slice(index - 1, index),
      ...(faulty ? { down: `alter table ${id} rename to ${id}_left;` } : {}),
    };
  });
  const { findings } = await tested(revisions);
  expect(findings.map(({ revision, message }) => [revision, message])).toEqual([
    ["bbbb", expect.stringContaining("table bbbb_left is left over")],
    ["dddd", expect.stringContaining("table dddd_left is left over")],
  ]);
});

test("columns in another order are a warning", async () => {
  const result = await tested([
    { id: "aaaa", up: "create table aaaa (a int, b int, c int);" },
    {
      id: "bbbb",
      parents: ["aaaa"],
      up: "alter table aaaa drop column b;",
      down: "alter table aaaa add column b int;",
    },
    { id: "cccc", parents: ["bbbb"] },
  ]);
  expect(result.ok).toBe(true);
  expect(result.findings).toMatchObject([{ code: "column_order", severity: "warning", revision: "bbbb" }]);
  expect(result.findings[0]?.message).toContain("(a, b, c) → (a, c, b)");
});

test("a verify.sql that does not pass is found, and leaves nothing behind", async () => {
  const result = await tested([
    { id: "aaaa", verify: "insert into aaaa values (1);\nselect count(*) = 2 as two_rows from aaaa;" },
    {
      id: "bbbb",
      parents: ["aaaa"],
      up: "create table bbbb (n int unique);",
      verify: "select count(*) = 0 from aaaa;",
    },
  ]);
  expect(told(result)).toEqual([["verify_failed", "aaaa", 2]]);
  expect(result.verified).toBe(2);
});

test("of a range only its revisions are tested, on what lies before", async () => {
  const broken = { down: "select nothing;" };
  const revisions: readonly TestRevision[] = [
    { id: "aaaa", ...broken },
    { id: "bbbb", parents: ["aaaa"], ...broken },
    { id: "cccc", parents: ["bbbb"] },
    { id: "dddd", parents: ["cccc"] },
    { id: "eeee", parents: ["dddd"], ...broken },
  ];
  expect(await tested(revisions, { range: "cccc:dddd" })).toMatchObject({ ok: true, revisions: 2 });
  expect(await tested(revisions, { range: "dddd" })).toMatchObject({ ok: true, revisions: 1 });
  expect(told(await tested(revisions, { range: ":bbbb" }))).toEqual([
    ["down_failed", "aaaa", 1],
    ["down_failed", "bbbb", 1],
  ]);
});

test("a long history is tested in several databases, and told as one", async () => {
  const ids = Array.from({ length: 70 }, (_, index) => `r_${String(index).padStart(3, "0")}`);
  const faulty = ["r_005", "r_036", "r_037", "r_064"];
  const revisions = ids.map((id, index): TestRevision => {
    const down = faulty.includes(id) ? { down: `alter table ${id} rename to ${id}_left;` } : {};
    return { id, parents: ids.slice(Math.max(0, index - 1), index), ...down };
  });
  const result = await tested(revisions);
  expect(result.findings.map(({ revision, message }) => [revision, message.replace(/.*: /, "")])).toEqual(
    faulty.map((id) => [id, `table ${id}_left is left over`]),
  );
  expect(result.revisions).toBe(70);
}, 60_000);

/** A second up.sql that makes another column than the first: what it has made of the table before is remembered. */
const FORGETFUL = {
  up: `do $$ begin
  if to_regclass('public.seen') is null then
    raise exception 'no table';
  elsif exists (select from seen) then
    create table other (b int);
  else
    create table other (a int);
    insert into seen values (1);
  end if;
end $$;`,
  down: "drop table other;",
};

test.each(["r_010", "r_060"])(
  "in a long history too a second up.sql that makes something else is found: %s",
  async (odd) => {
    const ids = Array.from({ length: 70 }, (_, index) => `r_${String(index).padStart(3, "0")}`);
    const revisions = ids.map((id, index): TestRevision => {
      const parents = ids.slice(Math.max(0, index - 1), index);
      if (index === 0) return { id, up: "create table seen (id int);", down: "drop table seen;" };
      return id === odd ? { id, parents, ...FORGETFUL } : { id, parents };
    });
    const result = await tested(revisions);
    expect(result).toMatchObject({ ok: false, revisions: 70 });
    expect(result.findings).not.toEqual([]);
    expect(new Set(result.findings.map(({ code, revision }) => `${code} ${revision}`))).toEqual(
      new Set([`not_repeated ${odd}`]),
    );
  },
);

test("in a long history too verify.sql, what cannot be taken back and columns in another order are told", async () => {
  const ids = Array.from({ length: 70 }, (_, index) => `r_${String(index).padStart(3, "0")}`);
  const special: Readonly<Record<string, Partial<TestRevision>>> = {
    r_003: { down: irreversible },
    r_004: { verify: "select true;" },
    r_007: { up: "create table wide (a int, b int, c int);", down: "drop table wide;" },
    r_008: { up: "alter table wide drop column b;", down: "alter table wide add column b int;" },
    r_050: { verify: "select false as never;" },
    r_055: { down: irreversible },
  };
  const revisions = ids.map(
    (id, index): TestRevision => ({ id, parents: ids.slice(Math.max(0, index - 1), index), ...special[id] }),
  );
  const result = await tested(revisions);
  expect(result).toMatchObject({ ok: false, revisions: 70, irreversible: 2, untested: 0, verified: 2 });
  expect(told(result)).toEqual([
    ["column_order", "r_008", 1],
    ["verify_failed", "r_050", 1],
  ]);
});

test("what the server lacks ends the test, since nothing is known of the revision then", async () => {
  const error = await errorOf(() =>
    tested([{ id: "aaaa" }, { id: "bbbb", parents: ["aaaa"], up: "create extension nowhere;" }]),
  );
  expect(error).toMatchObject({ code: "scratch_lacks", exitCode: 3, data: { revision: "bbbb", line: 6 } });
});
