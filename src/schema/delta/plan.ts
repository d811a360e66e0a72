import type { StableId } from "@supabase/pg-delta/core";
import type { Action, Plan } from "@supabase/pg-delta/plan";
import { FoundError } from "../../errors.ts";
import type { Change, Preamble } from "./change.ts";
import type { Facts } from "./facts.ts";
import { sayIdentity } from "./identity.ts";
import { keepsValues } from "./types.ts";

export interface PlanSettings {
  /** Roles of the server: granting to them is taken for possible. */
  readonly roles: readonly string[];
  /** The role whose objects need no OWNER TO, for it is the one that runs the script. */
  readonly owner: string;
}

/** Changes in an order that the library believes in. */
export interface Planned {
  readonly changes: readonly Change[];
  readonly preamble: Preamble;
}

/** What leads from one database to the other, as the library sees it: not all of it, and not always right. */
export async function planChanges(from: Facts, to: Facts, { roles, owner }: PlanSettings): Promise<Planned> {
  const planned = await planOf(from, to, { assumedRoles: [...roles], scope: "database", defaultOwner: owner });
  const recreated = namesOf(planned.actions.flatMap(({ produces }) => produces));
  const types = typesBefore(planned);
  const actions = planned.actions.filter(
    (action, index, all) => !isIdle(action, from) && !isSaid(action, all.slice(index + 1)),
  );
  const changes = actions.map((action): Change => {
    const [about] = subjectsOf(action);
    return {
      sql: action.sql.trim().replace(/;$/, ""),
      subject: about === undefined ? "the schema" : sayIdentity(about),
      loss: lossOf(action, from, recreated, types),
      place: placing(action),
    };
  });
  // The search path of the library is not ours to set: all names are qualified, and functions may count on their own.
  const { check_function_bodies: bodies } = Object.fromEntries(
    planned.preamble.map(({ name, value }) => [name, value]),
  );
  return { changes, preamble: bodies === undefined ? {} : { check_function_bodies: bodies } };
}

/** The library drops a default before every change of a type. */
function isIdle({ sql, destroys, produces, consumes }: Action, from: Facts): boolean {
  if (!/ ALTER COLUMN .* DROP DEFAULT$/s.test(sql) || destroys.length > 0) return false;
  const column = [...produces, ...consumes].find(({ kind }) => kind === "column");
  return column !== undefined && !from.has({ ...column, kind: "default" } as StableId);
}

/** The library throws plain errors where it knows that it has no way. */
async function planOf(
  ...[from, to, options]: Parameters<typeof import("@supabase/pg-delta/plan")["plan"]>
): Promise<Plan> {
  const { plan } = await import("@supabase/pg-delta/plan");
  try {
    return plan(from, to, options);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error;
    throw new FoundError("cannot_generate", `no SQL can be generated: ${error.message.replace(/^plan: /, "")}`, {
      hint: "write the revision by hand, or leave the object out with --exclude",
      cause: error,
    });
  }
}

/** The library says some things twice: the last time they hold. */
function isSaid({ sql }: Action, behind: readonly Action[]): boolean {
  return /REPLICA IDENTITY| SET DEFAULT /.test(sql) && behind.some((other) => other.sql === sql);
}

function placing({ transactionality }: Action): Change["place"] {
  if (transactionality === "nonTransactional") return "outside";
  return transactionality === "commitBoundaryAfter" ? "value" : undefined;
}

/** What the action is about, the most telling first. */
function subjectsOf({ destroys, produces, consumes }: Action): readonly StableId[] {
  return [...destroys, ...produces, ...consumes];
}

function namesOf(ids: readonly StableId[]): ReadonlySet<string> {
  return new Set(ids.map(sayIdentity));
}

/** The types that columns and attributes have before they are changed, and after. */
type Types = ReadonlyMap<string, readonly [from: string, to: string]>;

function typesBefore({ deltas }: Plan): Types {
  return new Map(
    deltas.flatMap((delta) =>
      delta.verb === "set" && delta.attr === "type"
        ? [[sayIdentity(delta.id), [String(delta.from), String(delta.to)]] as const]
        : [],
    ),
  );
}

/** Whole objects with rows, or what holds rows together. */
const LOST: ReadonlySet<string> = new Set(["table", "schema", "type", "domain", "materializedView", "typeAttribute"]);

function lossOf(action: Action, from: Facts, recreated: ReadonlySet<string>, types: Types): string | undefined {
  const { sql, verb, dataLoss, destroys } = action;
  if (/^DROP TYPE .*__pgdelta_replaced"$/s.test(sql)) return undefined;
  const isPart = verb === "drop" && /^ALTER (?:FOREIGN )?TABLE /.test(sql);
  const column = isPart ? destroys.find(({ kind }) => kind === "column") : undefined;
  if (column !== undefined) {
    return isComputed(column, from) ? undefined : `the values of ${sayIdentity(column)} are lost`;
  }
  const whole = verb === "drop" ? destroys.find(({ kind }) => LOST.has(kind)) : undefined;
  if (whole !== undefined) {
    // What is computed from other rows, or is only a name for them, is there again.
    const isBack = whole.kind !== "table" && recreated.has(sayIdentity(whole));
    return isBack ? undefined : `${sayIdentity(whole)} is lost`;
  }
  const changed = / ALTER (?:COLUMN|ATTRIBUTE) .* TYPE /s.test(sql)
    ? subjectsOf(action)
        .map(sayIdentity)
        .find((name) => types.has(name))
    : undefined;
  if (changed !== undefined) {
    const [before, after] = types.get(changed) ?? ["", ""];
    return keepsValues(before, after)
      ? undefined
      : `${changed} becomes ${after}, which may not hold what ${before} held`;
  }
  return dataLoss === "destructive" ? `rows may hold what ${subjectName(action)} has no longer` : undefined;
}

function subjectName(action: Action): string {
  const [about] = subjectsOf(action);
  return about === undefined ? "rows" : sayIdentity(about);
}

/** A generated column holds nothing that the others do not say. */
function isComputed(id: StableId, from: Facts): boolean {
  const generated = from.get(id)?.payload["generatedExpr"];
  return generated !== undefined && generated !== null && generated !== "";
}
