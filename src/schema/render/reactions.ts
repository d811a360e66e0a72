import type { SchemaObject } from "../model.ts";
import { aboutObject } from "./about.ts";
import { identityOf, lastName, nameOf, text } from "./names.ts";
import { flagOf, listOf, type Piece, pieceOf, type Rendering, SWITCHES, textOf } from "./piece.ts";

/** A trigger that a partition has from above is there when that is, and only switched. */
export function triggerPiece(object: SchemaObject, rendering: Rendering): Piece {
  const { on, group } = placeOf(object, rendering);
  const name = lastName(identityOf(object));
  if (flagOf(object, "inherited")) {
    const statement = `ALTER TABLE ${on} ${SWITCHES[textOf(object, "enabled") ?? ""] ?? "ENABLE"} TRIGGER ${name}`;
    return pieceOf(object, "copied trigger", [statement, ...aboutObject(object, rendering)], { group });
  }
  const statements = [object.sql ?? "", ...switched(object, `ALTER TABLE ${on}`, `TRIGGER ${name}`)];
  return pieceOf(object, "trigger", [...statements, ...aboutObject(object, rendering)], { group, step: 1 });
}

export function rulePiece(object: SchemaObject, rendering: Rendering): Piece {
  const { on, group } = placeOf(object, rendering);
  const name = lastName(identityOf(object));
  const statements = [(object.sql ?? "").replace(/;$/, ""), ...switched(object, `ALTER TABLE ${on}`, `RULE ${name}`)];
  return pieceOf(object, "trigger", [...statements, ...aboutObject(object, rendering)], { group });
}

export function policyPiece(object: SchemaObject, rendering: Rendering): Piece {
  const { on, group } = placeOf(object, rendering);
  const using = textOf(object, "using");
  const check = textOf(object, "with check");
  const command = textOf(object, "command") ?? "all";
  const roles = listOf(object, "roles").map((role) => (role === "public" ? "PUBLIC" : nameOf(role)));
  const words = [
    `CREATE POLICY ${lastName(identityOf(object))} ON ${on}`,
    ...(object.properties["permissive"] === false ? ["AS RESTRICTIVE"] : []),
    ...(command === "all" ? [] : [`FOR ${command.toUpperCase()}`]),
    `TO ${roles.join(", ")}`,
    ...(using === undefined ? [] : [`USING (${using})`]),
    ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
  ];
  return pieceOf(object, "row security", [words.join(" "), ...aboutObject(object, rendering)], { group, step: 1 });
}

export function rowSecurityPieces(table: SchemaObject): readonly Piece[] {
  const alter = `ALTER TABLE ${identityOf(table)}`;
  const statements = [
    ...(flagOf(table, "row security") ? [`${alter} ENABLE ROW LEVEL SECURITY`] : []),
    ...(flagOf(table, "forced row security") ? [`${alter} FORCE ROW LEVEL SECURITY`] : []),
  ];
  const more = { key: `${table.key} row security`, needs: [table.key] };
  return statements.length === 0 ? [] : [pieceOf(table, "row security", statements, more)];
}

/** The last of all: it would fire for what comes after it. */
export function eventTriggerPiece(object: SchemaObject, rendering: Rendering): Piece {
  const name = identityOf(object);
  const tags = listOf(object, "tags").map(text);
  const when = tags.length === 0 ? "" : `\n    WHEN TAG IN (${tags.join(", ")})`;
  const statement = `CREATE EVENT TRIGGER ${name} ON ${textOf(object, "event")}${when}\n    EXECUTE FUNCTION ${textOf(object, "function")}`;
  const about = aboutObject(object, rendering);
  return pieceOf(object, "event trigger", [
    statement,
    ...about,
    ...switched(object, `ALTER EVENT TRIGGER ${name}`, ""),
  ]);
}

function switched(object: SchemaObject, alter: string, what: string): readonly string[] {
  const how = SWITCHES[textOf(object, "enabled") ?? ""];
  return how === undefined ? [] : [`${alter} ${how} ${what}`.trimEnd()];
}

function placeOf({ parent }: SchemaObject, rendering: Rendering) {
  const table = parent === undefined ? undefined : rendering.object(parent);
  const identity = table === undefined ? "" : identityOf(table);
  return { on: identity, group: identity };
}
