import { expect, test } from "vitest";
import { compareSnapshots } from "../../src/schema/compare.ts";
import type { SchemaObject, SnapshotFilter } from "../../src/schema/model.ts";
import { column, object, snapshot } from "./snapshots.ts";

const users = object("table", "users", { owner: "app" });
const accounts = object("table", "accounts", {}, { schema: "billing" });
const partition = object("table", "users_2026", { "partition of": "public.users" });

function messages(expected: readonly SchemaObject[], found: readonly SchemaObject[], filter?: SnapshotFilter) {
  return compareSnapshots(snapshot(...expected), snapshot(...found), filter).map(({ message }) => message);
}

test("nothing is found in two snapshots of the same, in whatever order their properties come", () => {
  const one = object("table", "users", { owner: "app", grants: { app: ["SELECT"], owner: ["INSERT"] } });
  const other = object("table", "users", { grants: { owner: ["INSERT"], app: ["SELECT"] }, owner: "app" });
  expect(messages([one], [{ ...other, address: "1:2:3", dependsOn: ["schema public"] }])).toEqual([]);
});

test.each<[string, SchemaObject, SchemaObject]>([
  ["column email: not null → null", column(users, "email", 1, { "not null": true }), column(users, "email", 1)],
  ["column email: null → not null", column(users, "email", 1), column(users, "email", 1, { "not null": true })],
  [
    "column email: type text → integer",
    column(users, "email", 1, { type: "text" }),
    column(users, "email", 1, { type: "integer" }),
  ],
  ["column email: default 'a' → none", column(users, "email", 1, { default: "'a'" }), column(users, "email", 1)],
  [
    "column email: comment none → 'who''s it'",
    column(users, "email", 1),
    column(users, "email", 1, { comment: "who's it" }),
  ],
])("a changed property is one finding: table users: %s", (message, expected, found) => {
  expect(messages([users, expected], [users, found])).toEqual([`table users: ${message}`]);
});

test.each<[string, SchemaObject, SchemaObject]>([
  [
    "enum mood: value 'sad' missing",
    object("enum", "mood", { labels: ["sad", "ok"] }),
    object("enum", "mood", { labels: ["ok"] }),
  ],
  [
    "enum mood: value 'sad' missing, values 'a', 'b' left over",
    object("enum", "mood", { labels: ["sad", "ok"] }),
    object("enum", "mood", { labels: ["ok", "a", "b"] }),
  ],
  [
    "enum mood: values in another order: ('sad', 'ok') → ('ok', 'sad')",
    object("enum", "mood", { labels: ["sad", "ok"] }),
    object("enum", "mood", { labels: ["ok", "sad"] }),
  ],
  [
    "table users: grant SELECT to app missing",
    object("table", "users", { grants: { app: ["SELECT"], owner: ["ALL"] } }),
    object("table", "users", {}),
  ],
  [
    "table users: grants INSERT, SELECT to app left over",
    object("table", "users", {}),
    object("table", "users", { grants: { app: ["INSERT", "SELECT"], owner: ["ALL"] } }),
  ],
  [
    "table users: grant INSERT to owner missing",
    object("table", "users", {}),
    object("table", "users", {
      grants: { owner: ["DELETE", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"] },
    }),
  ],
  [
    "table users: grant option of SELECT for app missing",
    object("table", "users", { grants: { app: ["SELECT*"] } }),
    object("table", "users", { grants: { app: ["SELECT"] } }),
  ],
  [
    "function f(): grant EXECUTE to public missing",
    object("function", "f()", {}),
    object("function", "f()", { grants: { owner: ["EXECUTE"] } }),
  ],
  [
    "table users: row security off → on",
    object("table", "users", {}),
    object("table", "users", { "row security": true }),
  ],
  [
    "collation c: deterministic on → off",
    object("collation", "c", {}),
    object("collation", "c", { deterministic: false }),
  ],
  [
    "constraint f: triggers of public.b enabled → disabled",
    object("constraint", "f", {}),
    object("constraint", "f", { "triggers of": { "public.b": "disabled" } }),
  ],
  [
    "column a: sequence increment 1 → 2, sequence grant USAGE to app left over",
    object("column", "a", { sequence: { increment: "1" } }),
    object("column", "a", { sequence: { increment: "2", grants: { owner: ["ALL"], app: ["USAGE"] } } }),
  ],
  [
    "publication p: table public.a missing, table public.b: columns none → (id), table public.c left over",
    object("publication", "p", { tables: { "public.a": {}, "public.b": {} } }),
    object("publication", "p", { tables: { "public.b": { columns: ["id"] }, "public.c": {} } }),
  ],
  [
    "user mapping for app server s: option password changed",
    object("user mapping", "for app server s", { options: { password: "sha256:2bb8" } }),
    object("user mapping", "for app server s", { options: { password: "sha256:d929" } }),
  ],
  [
    "function f(): volatility stable → volatile",
    object("function", "f()", { volatility: "stable" }),
    object("function", "f()", {}),
  ],
  ["trigger t: enabled → disabled", object("trigger", "t", {}), object("trigger", "t", { enabled: "disabled" })],
  [
    "table users: option fillfactor none → 70",
    object("table", "users", {}),
    object("table", "users", { options: { fillfactor: "70" } }),
  ],
])("of a list what is missing and what is left over is said: %s", (message, expected, found) => {
  expect(messages([expected], [found])).toEqual([message]);
});

test("long texts are not put in the line", () => {
  const view = (definition: string) => object("view", "accounts", { definition });
  expect(messages([view("SELECT 1\n  FROM a")], [view("SELECT 2\n  FROM a")])).toEqual([
    "view accounts: definition changed",
  ]);
});

test("a statement that differs where no property does is a finding of its own", () => {
  const rule = (sql: string) => object("index", "i", {}, { sql, parent: users.key });
  expect(messages([users, rule("create index i on users (a)")], [users, rule("create index i on users (b)")])).toEqual([
    "index i on users: definition create index i on users (a) → create index i on users (b)",
  ]);
});

test("what hangs on a table is named with it, and with its schema where that is not public", () => {
  const index = (table: SchemaObject, valid = {}) => object("index", "i", valid, { parent: table.key });
  const invalid = index(users, { valid: false });
  expect(messages([users, index(users)], [users, invalid])).toEqual(["index i on users: is not valid"]);
  expect(messages([users, invalid], [users, index(users)])).toEqual(["index i on users: is valid"]);
  expect(messages([accounts, index(accounts)], [accounts])).toEqual(["index i on billing.accounts is missing"]);
});

test("a missing or left over object is one finding with all its parts", () => {
  const constraint = object("constraint", "users_pkey", {}, { parent: users.key });
  const index = object("index", "users_pkey", {}, { parent: constraint.key });
  const all = [users, column(users, "a", 1), constraint, index];
  expect(messages(all, [])).toEqual(["table users is missing"]);
  expect(messages([], all)).toEqual(["table users is left over"]);
  expect(messages(all, [users, column(users, "a", 1)])).toEqual(["table users: constraint users_pkey is missing"]);
});

test("what comes of itself in partitions, and in the index of a constraint, is said once", () => {
  const inherited = { inherited: true };
  const before = [users, partition];
  const after = [users, partition, column(users, "a", 1), column(partition, "a", 1, inherited)];
  expect(messages(before, after)).toEqual(["table users: column a is left over"]);
  expect(messages(after, before)).toEqual(["table users: column a is missing"]);
  expect(messages(before, [users, partition, column(partition, "a", 1)])).toEqual([
    "table users_2026: column a is left over",
  ]);
  const defaults = (one: string, other: string) => [
    ...[users, partition, column(users, "a", 1, { default: one })],
    column(partition, "a", 1, { ...inherited, default: other }),
  ];
  expect(messages(defaults("1", "1"), defaults("2", "2"))).toEqual(["table users: column a: default 1 → 2"]);
  expect(messages(defaults("1", "1"), defaults("2", "3"))).toEqual([
    "table users: column a: default 1 → 2",
    "table users_2026: column a: default 1 → 3",
  ]);
  const key = (definition: string) => {
    const constraint = object("constraint", "pkey", { definition }, { parent: users.key });
    return [users, constraint, object("index", "pkey", { definition }, { parent: constraint.key })];
  };
  expect(messages(key("(a)"), key("(b)"))).toEqual(["table users: constraint pkey: definition (a) → (b)"]);
});

test("a table that became a view is two findings, and its columns are none", () => {
  const view = object("view", "users");
  const before = [users, column(users, "a", 1, { "not null": true })];
  expect(messages(before, [view, column(view, "a", 1)])).toEqual(["table users is missing", "view users is left over"]);
});

test("columns in another order are one finding a table, of a grade of its own", () => {
  const columns = (...names: readonly string[]) => names.map((name, index) => column(users, name, index + 1));
  const [difference, ...others] = compareSnapshots(
    snapshot(users, ...columns("a", "b", "c")),
    snapshot(users, ...columns("a", "c", "b")),
  );
  expect(others).toEqual([]);
  expect(difference).toMatchObject({
    grade: "column order",
    change: "changed",
    key: "table public.users",
    message: "table users: columns in another order: (a, b, c) → (a, c, b)",
  });
  const orderless = { columnOrder: false };
  expect(messages([users, ...columns("a", "b", "c")], [users, ...columns("a", "c", "b")], orderless)).toEqual([]);
});

test("columns that are missing put no others out of order", () => {
  const columns = (...names: readonly string[]) => names.map((name, index) => column(users, name, index + 1));
  expect(messages([users, ...columns("a", "b", "c")], [users, ...columns("b", "c")])).toEqual([
    "table users: column a is missing",
  ]);
});

test("owners and grants are compared unless they are not asked for", () => {
  const other = object("table", "users", { owner: "postgres", grants: { app: ["SELECT"], owner: ["ALL"] } });
  expect(messages([users], [other])).toEqual([
    "table users: owner app → postgres",
    "table users: grant SELECT to app left over",
  ]);
  expect(messages([users], [other], { owners: false, grants: false })).toEqual([]);
});

test.each<[string, SnapshotFilter]>([
  ["a schema's name", { ignoreSchemas: ["bill*"] }],
  ["a key", { ignoreObjects: ["table billing.accounts"] }],
  ["a key without its kind", { ignoreObjects: ["billing.acc?unts"] }],
])("what is ignored by %s is left out with its parts", (_, filter) => {
  expect(messages([users], [users, accounts, column(accounts, "a", 1)], filter)).toEqual([]);
  expect(messages([users], [users, object("table", "bill")], filter)).toEqual(["table bill is left over"]);
});

test("a pattern takes parentheses and brackets as they are", () => {
  const f = object("function", "f(integer[])");
  expect(messages([], [f], { ignoreObjects: ["function public.f(integer[])"] })).toEqual([]);
});

test("partitions made at run time can be left out, and the table that they belong to stays", () => {
  const made = [partition, column(partition, "a", 1)];
  expect(messages([users], [users, ...made])).toEqual(["table users_2026 is left over"]);
  expect(messages([users], [users, ...made], { ignorePartitions: true })).toEqual([]);
  expect(messages([users], made, { ignorePartitions: true })).toEqual(["table users is missing"]);
});
