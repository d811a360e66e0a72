import type { Session } from "../../database/session.ts";
import { UsageError } from "../../errors.ts";
import type { SchemaObject, Snapshot } from "../model.ts";
import { readSnapshot } from "../snapshot.ts";
import type { Change } from "./change.ts";
import { followers } from "./follow.ts";
import { identityIn, identityOf, kindInSql, quoteName } from "./own/names.ts";

/** Two names of one object, as somebody wrote them: `users.mail` and `users.email`. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** As `--rename` takes it. */
export function parseRename(text: string): Rename {
  const [from = "", to = "", ...more] = text.split("=");
  if (from.trim() === "" || to.trim() === "" || more.length > 0) {
    throw new UsageError(`${JSON.stringify(text)} names no rename`, {
      hint: "write the old and the new name, as in --rename users.mail=users.email",
    });
  }
  return { from: from.trim(), to: to.trim() };
}

export interface Renamed {
  readonly changes: readonly Change[];
  /** What takes them back, in its order. */
  readonly undo: readonly Change[];
}

/** Renames in the session's database, which is as `from`; what is named after a table or a column follows. */
export async function renameChanges(
  session: Session,
  from: Snapshot,
  to: Snapshot,
  renames: readonly Rename[],
  ledger: string,
): Promise<Renamed> {
  const changes: Change[] = [];
  const undo: Change[] = [];
  const touched = new Set<string>();
  let now = from;
  const run = async (object: SchemaObject, target: SchemaObject) => {
    const subject = `${object.kind} ${identityOf(object)}`;
    for (const sql of renameSql(object, target)) {
      await session.send(sql);
      changes.push({ sql, subject });
    }
    now = await readSnapshot(session, { except: [ledger] });
    const renamed = now.objects.get(target.key) ?? target;
    undo.unshift(...renameSql(renamed, object).map((sql) => ({ sql, subject })));
  };
  for (const rename of renames) {
    const [object, target] = pairOf(rename, now, to);
    touched.add(target.kind === "table" ? target.key : (target.parent ?? target.key));
    await run(object, target);
  }
  for (const [object, target] of followers(now, to, touched)) {
    await run(object, target);
  }
  return { changes, undo };
}

function pairOf({ from, to }: Rename, now: Snapshot, target: Snapshot): readonly [SchemaObject, SchemaObject] {
  const olds = named(from, now).filter(({ key }) => !target.objects.has(key));
  const news = named(to, target).filter(({ key }) => !now.objects.has(key));
  const pairs = olds.flatMap((old) =>
    news
      .filter(({ kind, parent }) => kind === old.kind && (parent === old.parent || isWhole(kind)))
      .map((other) => [old, other] as const),
  );
  const [first, second] = pairs;
  const written = `--rename ${from}=${to}`;
  if (first === undefined) {
    const why = olds.length === 0 ? `there is no ${from} that goes` : `there is no ${to} of that kind that appears`;
    throw new UsageError(`${written}: ${why}`, {
      code: "unknown_rename",
      hint: "give names with their schemas, and a table's rename before those of its columns",
    });
  }
  if (second !== undefined) {
    throw new UsageError(`${written} may be ${pairs.map(([{ key }]) => key).join(" or ")}`, {
      code: "ambiguous_rename",
      hint: "give the names with their schemas",
    });
  }
  return first;
}

/** What lies in no table, so that it may get into another schema. */
function isWhole(kind: string): boolean {
  return !["column", "constraint", "trigger", "policy", "rule"].includes(kind);
}

function named(name: string, { objects }: Snapshot): readonly SchemaObject[] {
  const plain = name.replace(/\(.*\)$/s, "");
  return [...objects.values()].filter((object) => {
    const identity = identityOf(object);
    const bare = plain === name ? identity.replace(/\(.*\)$/s, "") : identity;
    return bare === name || bare.endsWith(`.${name}`);
  });
}

function renameSql(object: SchemaObject, target: SchemaObject): readonly string[] {
  const { kind, name } = object;
  const identity = identityOf(object);
  const relation = identityIn(object.parent, [
    "table",
    "foreign table",
    "view",
    "materialized view",
    "domain",
    "composite type",
  ]);
  const to = quoteName(nameOf(target));
  switch (kind) {
    case "column":
      return object.parent?.startsWith("composite type ")
        ? [`alter type ${relation} rename attribute ${quoteName(name)} to ${to} cascade`]
        : [`alter ${wholeKind(object)} ${relation} rename column ${quoteName(name)} to ${to}`];
    case "constraint":
      return [`alter ${wholeKind(object)} ${relation} rename constraint ${quoteName(name)} to ${to}`];
    case "trigger":
    case "policy":
    case "rule":
      return [`alter ${kind} ${quoteName(name)} on ${relation} rename to ${to}`];
    default: {
      const word = kindInSql(object);
      const moved = object.schema !== target.schema && kind !== "schema";
      const at = moved ? inSchema(identity, String(target.schema)) : identity;
      return [
        ...(moved ? [`alter ${word} ${identity} set schema ${quoteName(String(target.schema))}`] : []),
        ...(nameOf(object) === nameOf(target) ? [] : [`alter ${word} ${at} rename to ${to}`]),
      ];
    }
  }
}

/** Without the types of its arguments. */
function nameOf({ name, kind }: SchemaObject): string {
  return ["function", "procedure", "aggregate"].includes(kind)
    ? name.replace(/\(.*\)$/s, "").replace(/^"(.*)"$/s, "$1")
    : name;
}

function wholeKind({ parent }: SchemaObject): string {
  return (
    ["foreign table", "materialized view", "view", "domain"].find((kind) => parent?.startsWith(`${kind} `)) ?? "table"
  );
}

function inSchema(identity: string, schema: string): string {
  return `${quoteName(schema)}${identity.replace(/^(?:"(?:[^"]|"")*"|[^.]+)/, "")}`;
}
