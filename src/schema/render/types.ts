import type { SchemaObject } from "../model.ts";
import { aboutObject, commentStatements, targetOf } from "./about.ts";
import { beforeArguments, identityOf, lastName, nameOf, text } from "./names.ts";
import { flagOf, listOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

export function enumPiece(object: SchemaObject, rendering: Rendering): Piece {
  const labels = listOf(object, "labels").map(text);
  const list = labels.length === 0 ? "()" : `(\n    ${labels.join(",\n    ")}\n)`;
  return pieceOf(object, "type", [
    `CREATE TYPE ${identityOf(object)} AS ENUM ${list}`,
    ...aboutObject(object, rendering),
  ]);
}

export function compositePiece(object: SchemaObject, rendering: Rendering): Piece {
  const attributes = rendering.parts(object.key, "column");
  const lines = attributes.map((attribute) => {
    const collation = textOf(attribute, "collation");
    const collate = collation === undefined ? "" : ` COLLATE ${collation}`;
    return `${lastName(identityOf(attribute))} ${textOf(attribute, "type")}${collate}`;
  });
  const list = lines.length === 0 ? "()" : `(\n    ${lines.join(",\n    ")}\n)`;
  return pieceOf(
    object,
    "type",
    [
      `CREATE TYPE ${identityOf(object)} AS ${list}`,
      ...aboutObject(object, rendering),
      ...attributes.flatMap((attribute) => commentStatements(targetOf(attribute, rendering), attribute)),
    ],
    { needs: [...object.dependsOn, ...attributes.flatMap(({ dependsOn }) => dependsOn)] },
  );
}

/** Default and checks can call functions that take the domain: then they come later. */
export function domainPieces(object: SchemaObject, rendering: Rendering): readonly Piece[] {
  const identity = identityOf(object);
  const checks = rendering.parts(object.key, "constraint");
  const inline = checks.filter(({ properties }) => properties["validated"] !== false);
  const collation = textOf(object, "collation");
  const byDefault = textOf(object, "default");
  const clause = (check: SchemaObject) => `CONSTRAINT ${lastName(identityOf(check))} ${textOf(check, "definition")}`;
  const name = textOf(object, "not null name");
  const comments = inline.flatMap((check) => commentStatements(targetOf(check, rendering), check));
  const create = [`CREATE DOMAIN ${identity} AS ${textOf(object, "type")}`];
  if (collation !== undefined) create.push(`COLLATE ${collation}`);
  const defaults = byDefault === undefined ? [] : [`DEFAULT ${byDefault}`];
  if (flagOf(object, "not null")) create.push(`${name === undefined ? "" : `CONSTRAINT ${nameOf(name)} `}NOT NULL`);
  const comment = textOf(object, "not null comment");
  const about = [
    ...aboutObject(object, rendering),
    ...(name === undefined || comment === undefined
      ? []
      : [`COMMENT ON CONSTRAINT ${nameOf(name)} ON DOMAIN ${identity} IS ${text(comment)}`]),
  ];
  const whole = pieceOf(
    object,
    "type",
    [[[...create, ...defaults].join(" "), ...inline.map(clause)].join("\n    "), ...about, ...comments],
    {
      needs: [...object.dependsOn, ...inline.flatMap(({ dependsOn }) => dependsOn)],
      split: () => ({
        early: pieceOf(object, "type", [create.join(" "), ...about], {
          needs: object.dependsOn.filter((key) => !/^(function|operator) /.test(key)),
        }),
        late: pieceOf(
          object,
          "type",
          [
            ...defaults.map((value) => `ALTER DOMAIN ${identity} SET ${value}`),
            ...inline.map((check) => `ALTER DOMAIN ${identity} ADD ${clause(check)}`),
            ...comments,
          ],
          {
            key: `${object.key} late`,
            step: 1,
            needs: whole.needs.concat(object.key),
            undo: [
              ...inline.map((check) => `ALTER DOMAIN ${identity} DROP CONSTRAINT ${lastName(identityOf(check))}`),
              ...defaults.map(() => `ALTER DOMAIN ${identity} DROP DEFAULT`),
            ],
          },
        ),
      }),
    },
  );
  const later = checks.filter((check) => !inline.includes(check));
  return [
    whole,
    ...later.map((check) =>
      pieceOf(
        check,
        "type",
        [
          `ALTER DOMAIN ${identity} ADD ${clause(check)} NOT VALID`,
          ...commentStatements(targetOf(check, rendering), check),
        ],
        { group: identity, step: 2 },
      ),
    ),
  ];
}

/** Behind the key of a type: what its functions are made for. */
export const SHELL = " shell";

/** A function that the type needs takes the type itself: then a shell of it comes first. */
export function rangePiece(object: SchemaObject, rendering: Rendering): Piece {
  return shelled(object, rendering, `CREATE TYPE ${identityOf(object)} AS RANGE`, [
    ["SUBTYPE", textOf(object, "subtype")],
    ["SUBTYPE_OPCLASS", textOf(object, "subtype operator class")],
    ["COLLATION", textOf(object, "collation")],
    ["CANONICAL", functionName(object, "canonical")],
    ["SUBTYPE_DIFF", functionName(object, "subtype difference")],
    ["MULTIRANGE_TYPE_NAME", textOf(object, "multirange")],
  ]);
}

export function baseTypePiece(object: SchemaObject, rendering: Rendering): Piece {
  const literal = (name: string) => (textOf(object, name) === undefined ? undefined : text(textOf(object, name)));
  const flag = (name: string) => (flagOf(object, name) ? "true" : undefined);
  const byValue = flagOf(object, "passedbyvalue");
  return shelled(object, rendering, `CREATE TYPE ${identityOf(object)}`, [
    ...["input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript"].map(
      (name) => [name.toUpperCase(), functionName(object, name)] as const,
    ),
    ["INTERNALLENGTH", textOf(object, "internallength")?.toUpperCase()],
    ...(byValue ? [["PASSEDBYVALUE", ""] as const] : []),
    ["ALIGNMENT", textOf(object, "alignment")],
    ["STORAGE", textOf(object, "storage")],
    ["CATEGORY", literal("category")],
    ["PREFERRED", flag("preferred")],
    ["DEFAULT", literal("default")],
    ["ELEMENT", textOf(object, "element")],
    ["DELIMITER", literal("delimiter")],
    ["COLLATABLE", flag("collatable")],
  ]);
}

function shelled(
  object: SchemaObject,
  rendering: Rendering,
  create: string,
  settings: readonly (readonly [name: string, value: string | undefined])[],
): Piece {
  const lines = settings.flatMap(([name, value]) => {
    if (value === undefined) return [];
    return value === "" ? [name] : [`${name} = ${value}`];
  });
  const whole = pieceOf(
    object,
    "type",
    [`${create} (\n    ${lines.join(",\n    ")}\n)`, ...aboutObject(object, rendering)],
    {
      split: () => ({
        early: pieceOf(object, "type", [`CREATE TYPE ${identityOf(object)}`], {
          key: `${object.key}${SHELL}`,
          needs: object.dependsOn.filter((key) => key.startsWith("schema ")),
        }),
        late: {
          ...whole,
          split: undefined,
          step: 1,
          needs: [...whole.needs, `${object.key}${SHELL}`],
          // Its functions take it, and go with it.
          undo: [`DROP TYPE ${identityOf(object)} CASCADE`],
        },
        contents: ({ key }) => key.startsWith("function "),
      }),
    },
  );
  return whole;
}

function functionName(object: SchemaObject, property: string): string | undefined {
  const signature = textOf(object, property);
  return signature === undefined ? undefined : beforeArguments(signature);
}
