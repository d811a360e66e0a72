import type { SchemaObject } from "../model.ts";
import { commentStatements, targetOf } from "./about.ts";
import { partitionsOf } from "./indexes.ts";
import { identityOf, lastName, nameOf, text } from "./names.ts";
import { entriesOf, type Piece, pieceOf, type Rendering, SWITCHES, textOf } from "./piece.ts";

/** A constraint as CREATE TABLE takes it. */
export function constraintDefinition(constraint: SchemaObject): string {
  const enforced = constraint.properties["enforced"] === false ? " NOT ENFORCED" : "";
  return `CONSTRAINT ${lastName(identityOf(constraint))} ${textOf(constraint, "definition")}${enforced}`;
}

export function isValidated({ properties }: SchemaObject): boolean {
  return properties["validated"] !== false;
}

/** The constraints of a table that are added to it: keys, foreign keys, and checks that were never validated. */
export function constraintPieces(table: SchemaObject, rendering: Rendering): readonly Piece[] {
  const constraints = rendering.parts(table.key, "constraint");
  return [
    ...constraints.flatMap((constraint) => piecesOf(constraint, table, rendering)),
    ...constraints.flatMap((constraint) => switchPieces(constraint, table)),
  ];
}

function piecesOf(constraint: SchemaObject, table: SchemaObject, rendering: Rendering): readonly Piece[] {
  switch (textOf(constraint, "type")) {
    case "check":
      return isValidated(constraint) || isOnlyInherited(constraint) ? [] : [checkPiece(constraint, table, rendering)];
    case "foreign key":
      return foreignKeyPieces(constraint, table, rendering);
    default:
      return [keyPiece(constraint, table, rendering)];
  }
}

/** Names of the triggers behind a constraint are other ones in each database. */
function switchPieces(constraint: SchemaObject, table: SchemaObject): readonly Piece[] {
  return entriesOf(constraint, "triggers of").map(([name, state]) => {
    const how = SWITCHES[String(state).split(", ")[0] ?? ""] ?? "ENABLE";
    const ofConstraint = `conrelid = ${text(identityOf(table))}::pg_catalog.regclass AND conname = ${text(constraint.name)}`;
    const lines = [
      "DO $migraph$",
      "DECLARE",
      "  switched pg_catalog.name;",
      "BEGIN",
      "  FOR switched IN",
      "    SELECT t.tgname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_constraint c ON c.oid = t.tgconstraint",
      `    WHERE t.tgisinternal AND t.tgrelid = ${text(name)}::pg_catalog.regclass AND c.${ofConstraint.replace(" AND ", " AND c.")}`,
      "  LOOP",
      `    EXECUTE pg_catalog.format(${text(`ALTER TABLE ${name.replaceAll("%", "%%")} ${how} TRIGGER %I`)}, switched);`,
      "  END LOOP;",
      "END $migraph$",
    ];
    const needs = [constraint.key, table.key];
    const more = { key: `${constraint.key} switched ${name}`, group: identityOf(table), step: 3, needs };
    return pieceOf(constraint, "foreign key", [lines.join("\n")], more);
  });
}

export function isOnlyInherited({ properties }: SchemaObject): boolean {
  return properties["inherited"] === true && properties["local"] !== true;
}

/** With its index, which bears what is said of it. */
function keyPiece(constraint: SchemaObject, table: SchemaObject, rendering: Rendering): Piece {
  const indexes = rendering.parts(constraint.key, "index");
  const ofIndex = indexes.flatMap((index) => [
    // The definition of an exclusion constraint has them already.
    ...(textOf(constraint, "type") === "exclude"
      ? []
      : (/ WITH \([^)]*\)(?= WHERE |$)/.exec(textOf(index, "definition") ?? "") ?? [])),
    ...(textOf(index, "tablespace") === undefined
      ? []
      : [` USING INDEX TABLESPACE ${nameOf(textOf(index, "tablespace") ?? "")}`]),
  ]);
  const definition = textOf(constraint, "definition") ?? "";
  // What is said of the index stands before a condition, and before what says when the constraint is checked.
  const [, head = definition, tail = ""] =
    /^(.*?)((?: WHERE \(.*\))?(?: DEFERRABLE)?(?: INITIALLY DEFERRED)?)$/s.exec(definition) ?? [];
  return pieceOf(
    constraint,
    "table",
    [
      `ALTER TABLE ONLY ${identityOf(table)}\n    ADD CONSTRAINT ${lastName(identityOf(constraint))} ${head}${ofIndex.join("")}${tail}`,
      ...commentStatements(targetOf(constraint, rendering), constraint),
      ...indexes.flatMap((index) => commentStatements(targetOf(index, rendering), index)),
    ],
    {
      group: identityOf(table),
      step: textOf(constraint, "type") === "primary key" ? 2 : 3,
      needs: [...constraint.dependsOn, ...partitionsOf(table, rendering).map((key) => `${key} attached`)],
    },
  );
}

function checkPiece(constraint: SchemaObject, table: SchemaObject, rendering: Rendering): Piece {
  return pieceOf(
    constraint,
    "foreign key",
    [
      `ALTER TABLE ${identityOf(table)}\n    ADD ${constraintDefinition(constraint)} NOT VALID`,
      ...commentStatements(targetOf(constraint, rendering), constraint),
    ],
    { group: identityOf(table) },
  );
}

/**
 * Of a partitioned table its partitions have it too. One that a partition has under another name has to be there before,
 * to be taken for it.
 */
function foreignKeyPieces(constraint: SchemaObject, table: SchemaObject, rendering: Rendering): readonly Piece[] {
  const above = rendering.table(textOf(table, "partition of") ?? "");
  const namesAbove = above === undefined ? [] : rendering.parts(above.key, "constraint").map(({ name }) => name);
  const comments = commentStatements(targetOf(constraint, rendering), constraint);
  const group = identityOf(table);
  if (isOnlyInherited(constraint) && namesAbove.includes(constraint.name)) {
    return comments.length === 0
      ? []
      : [
          pieceOf(constraint, "foreign key", comments, {
            group,
            step: 2,
            needs: [`constraint ${identityOf(above as SchemaObject)}.${lastName(identityOf(constraint))}`],
          }),
        ];
  }
  const only = textOf(table, "partition key") === undefined ? "ONLY " : "";
  const word = table.kind === "foreign table" ? "FOREIGN TABLE" : "TABLE";
  const validity = isValidated(constraint) ? "" : " NOT VALID";
  const statement = `ALTER ${word} ${only}${group}\n    ADD ${constraintDefinition(constraint)}${validity}`;
  const below = partitionsOf(table, rendering).flatMap((key) =>
    rendering
      .parts(key, "constraint")
      .filter(
        (part) => isOnlyInherited(part) && textOf(part, "type") === "foreign key" && part.name !== constraint.name,
      )
      .map((part) => part.key),
  );
  // Where it is there before the one above, it does not come from that.
  const origins = (above === undefined ? [] : rendering.parts(above.key, "constraint"))
    .filter((part) => textOf(part, "type") === "foreign key")
    .map(({ key }) => key);
  const needs = [...constraint.dependsOn.filter((key) => !origins.includes(key)), ...below];
  return [pieceOf(constraint, "foreign key", [statement, ...comments], { group, needs })];
}
