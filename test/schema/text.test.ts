import { expect, test } from "vitest";
import { unifiedDifference } from "../../src/schema/text.ts";
import { column, object, snapshot } from "./snapshots.ts";

const labels = { expected: "revisions", found: "database" };
const users = object("table", "users", { owner: "app" });
const view = (definition: string) => object("view", "v", { definition });

test("there is no diff of what is the same", async () => {
  expect(await unifiedDifference(snapshot(users), snapshot(users), labels)).toBe("");
});

test("only what differs is shown, object by object, with long texts line by line", async () => {
  const before = snapshot(
    users,
    column(users, "email", 1, { "not null": true, type: "text" }),
    view("SELECT a\n  FROM t"),
  );
  const after = snapshot(users, column(users, "email", 1, { type: "text" }), view("SELECT b\n  FROM t"));
  expect(await unifiedDifference(before, after, labels)).toBe(`\
--- revisions
+++ database
@@ -1,3 +1,2 @@ column public.users.email
 column public.users.email
-  not null: true
   type: text
@@ -4,4 +3,4 @@ view public.v
 view public.v
   definition:
-    SELECT a
+    SELECT b
       FROM t
`);
});

test("what is on one side only is shown whole", async () => {
  const grants = { app: ["INSERT", "SELECT"] };
  const after = snapshot(object("table", "users", { grants }), object("enum", "mood", { values: ["sad", "ok"] }));
  expect(await unifiedDifference(snapshot(), after, labels)).toBe(`\
--- revisions
+++ database
@@ -0,0 +1,3 @@ table public.users
+table public.users
+  grants:
+    app: INSERT, SELECT
@@ -0,0 +4,4 @@ enum public.mood
+enum public.mood
+  values:
+    sad
+    ok
`);
});

test("columns in another order are shown at their table, unless order does not count", async () => {
  const columns = (...names: readonly string[]) => names.map((name, index) => column(users, name, index + 1));
  const before = snapshot(users, ...columns("a", "b", "c"));
  const after = snapshot(users, ...columns("c", "b"));
  expect(await unifiedDifference(before, after, labels)).toContain(`\
   columns in order:
-    b
     c
+    b
`);
  expect(await unifiedDifference(before, after, labels, { columnOrder: false })).not.toContain("in order");
});
