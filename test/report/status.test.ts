import { expect, test } from "vitest";
import { printStatus } from "../../src/report/status.ts";
import type { RevisionState, Status } from "../../src/results.ts";
import { Paper } from "../support/output.ts";

const entry = (revision: string, state: RevisionState) => ({
  revision,
  parents: [],
  depends: [],
  labels: [],
  message: `Make ${revision}`,
  created: null,
  path: null,
  state,
});

const CLEAN: Status = {
  database: "shop",
  server: "PostgreSQL 18.1",
  host: "db.example:5432",
  role: "app",
  ledger: { schema: "migraph", exists: true },
  applied: 2,
  heads: ["b2"],
  disk_heads: ["b2"],
  pending: [],
  foreign: [],
  edited: [],
  reformatted: [],
  replaced: [],
  midway: [],
  out_of_order: [],
  interrupted: [],
  locking: { kind: "advisory", reason: "direct" },
  lock: null,
  revisions: [entry("b2", "applied")],
};

function screen(changes: Partial<Status>, options: ConstructorParameters<typeof Paper>[0] = {}): string {
  const paper = new Paper(options);
  printStatus({ ...CLEAN, ...changes }, paper);
  return paper.text;
}

const next = (changes: Partial<Status>) => /^next: (.*)$/m.exec(screen(changes))?.[1];

test("a database that is up to date", () => {
  expect(screen({})).toBe(`database   shop at db.example:5432, PostgreSQL 18.1, role app
ledger     schema migraph
applied    2, at b2
pending    none

next: nothing, the database is at the head`);
});

test("everything that can be to say, on one screen", () => {
  const pending = ["c1", "c2", "c3", "c4", "c5", "c6", "c7"];
  expect(
    screen({
      heads: ["b2", "x1"],
      disk_heads: ["b2", "c7"],
      pending,
      foreign: ["x1"],
      edited: [{ revision: "b2", files: ["up.sql", "down.sql"] }],
      out_of_order: ["c1"],
      locking: { kind: "lease", reason: "pooler" },
      lock: {
        kind: "advisory",
        pid: 7,
        role: "app",
        application: "migraph",
        client: "10.0.0.1",
        since: "2026-01-01T00:00:00Z",
        state: "active",
        query: "select 'not shown here'",
      },
      revisions: [entry("b2", "applied"), entry("x1", "foreign"), ...pending.map((id) => entry(id, "pending"))],
    }),
  ).toBe(`database   shop at db.example:5432, PostgreSQL 18.1, role app
ledger     schema migraph
applied    2, at 2 heads
           ● b2  Make b2
           ◌ x1  Make x1
pending    7
           ○ c1  Make c1
           ○ c2  Make c2
           ○ c3  Make c3
           ○ c4  Make c4
           ○ c5  Make c5
           and 2 more, which migraph history lists
heads      2 on disk: b2, c7
foreign    1: applied, and not on disk
           ◌ x1  Make x1
edited     b2: up.sql and down.sql changed since it was applied
order      pending below applied revisions: c1
locking    by a lease: the connection goes through a pooler
lock       held by another migraph (pid 7, role app, from 10.0.0.1, connected since 2026-01-01 00:00:00 UTC)

  to see what was changed:   migraph diff b2
  if it was a mistake:       git checkout FILE
  if the change is wanted:   undo it, and then migraph new "what it does"
  if the database has it:    migraph repair b2, which runs nothing

next: wait for the other migraph, then look again; \`migraph unlock --dry-run\` shows what it does`);
});

const lease = {
  kind: "lease",
  holder: "1f0e",
  pid: null,
  role: "app",
  application: "migraph",
  client: "db1",
  since: "2026-01-01T00:00:00.123456+00:00",
  heartbeat_at: "2026-01-01T00:00:05+00:00",
  expires_at: "2026-01-01T00:00:25+00:00",
  state: null,
  query: null,
} as const;

test("a script outside a transaction is broken off only where nobody is there who may be running it", () => {
  const interrupted = [
    { revision: "c1", direction: "up", statement: 2, total: 3, since: "2026-01-01T00:00:01.5+00:00" },
  ] as const;
  const place = "c1 (up) at statement 2 of 3, begun 2026-01-01 00:00:01 UTC";
  const held = screen({ interrupted, lock: { ...lease, expired: false } });
  expect(held).toContain(`\nunfinished ${place}\n`);
  expect(held).toContain("(role app, from db1, with a lease since 2026-01-01 00:00:00 UTC)\n");
  expect(held).toContain("\nnext: wait for the other migraph");
  const left = screen({ interrupted, lock: { ...lease, expired: true } });
  expect(left).toContain(`\nbroken off ${place}\n`);
  expect(left).toContain("\nnext: `migraph upgrade c1` goes on with c1");
  expect(screen({ interrupted })).toContain(`\nbroken off ${place}\n`);
});

const pending = { pending: ["c1"], revisions: [entry("b2", "applied"), entry("c1", "pending")] };

test.each<[string, Partial<Status>, RegExp]>([
  ["pending", pending, /`migraph upgrade`/],
  ["pending on several heads", { ...pending, disk_heads: ["b2", "c1"] }, /`migraph merge`.*`migraph upgrade heads`/],
  ["several heads, all applied", { disk_heads: ["a2", "b2"], heads: ["a2", "b2"] }, /`migraph merge`/],
  ["foreign", { foreign: ["x1"] }, /check out the branch/],
  ["edited", { edited: [{ revision: "b2", files: ["up.sql"] }] }, /`migraph diff`/],
  ["out of order", { ...pending, out_of_order: ["c1"] }, /--out-of-order/],
  ["nothing at all", { disk_heads: [], heads: [], applied: 0, revisions: [] }, /`migraph new/],
])("next, where there is %s", (_, changes, says) => {
  expect(next(changes)).toMatch(says);
});

test("a database that has no ledger yet", () => {
  expect(screen({ applied: 0, heads: [], ledger: { schema: "migraph", exists: false } })).toMatch(
    /^ledger {5}schema migraph, which the first change makes\napplied {4}none$/m,
  );
});

test("names that a server made up command no terminal, and lists fit the width", () => {
  const long = { ...entry("c1", "pending"), message: "x".repeat(100) };
  const text = screen({ database: "sh\x1bop", role: "r\x07", pending: ["c1"], revisions: [long] }, { width: 40 });
  expect(text).toContain("sh\\x1bop");
  expect(text).toContain("role r\\x07");
  expect(text).toContain(`           ○ c1  ${"x".repeat(22)}…\n`);
});
