import type { SchemaObject, Snapshot } from "../../model.ts";
import type { Change } from "../change.ts";
import { identityIn, identityOf, list, quoteName, text } from "./names.ts";

/**
 * What the library would do by dropping a table or a column and making it anew, without its rows: to attach and detach
 * partitions and children, and to give a column another collation or expression. To be done first, and left to the
 * library where the server refuses it.
 */
export function gentleChanges(from: Snapshot, to: Snapshot): readonly Change[] {
  const both = [...to.objects.values()].flatMap((target) => {
    const object = from.objects.get(target.key);
    return object === undefined ? [] : [[object, target] as const];
  });
  const tables = both.filter(([{ kind }]) => kind === "table" || kind === "foreign table");
  return [
    ...tables.flatMap(([object, target]) => detaching(object, target)),
    ...tables.flatMap(([object, target]) => attaching(object, target, to)),
    ...both
      .filter(([{ kind }]) => kind === "column")
      .flatMap(([object, target]) => [...collating(object, target), ...computing(object, target, to)]),
  ];
}

function detaching(object: SchemaObject, target: SchemaObject): readonly Change[] {
  const subject = `${object.kind} ${identityOf(object)}`;
  const parent = text(object.properties["partition of"]);
  const expected = list(target.properties["inherits"]);
  const detached =
    parent !== undefined && (parent !== target.properties["partition of"] || hasOtherBound(object, target));
  return [
    ...(detached ? [{ subject, sql: `alter table ${parent} detach partition ${identityOf(object)}` }] : []),
    ...list(object.properties["inherits"])
      .filter((each) => !expected.includes(each))
      .map((each) => ({ subject, sql: `alter ${object.kind} ${identityOf(object)} no inherit ${each}` })),
  ];
}

function attaching(object: SchemaObject, target: SchemaObject, to: Snapshot): readonly Change[] {
  const subject = `${object.kind} ${identityOf(object)}`;
  const parent = text(target.properties["partition of"]);
  const found = list(object.properties["inherits"]);
  const attached =
    parent !== undefined && (parent !== object.properties["partition of"] || hasOtherBound(object, target));
  const inherited = list(target.properties["inherits"]).filter((each) => !found.includes(each));
  return [
    ...(attached
      ? [
          {
            subject,
            sql: `alter table ${parent} attach partition ${identityOf(object)} ${target.properties["partition bound"]}`,
          },
        ]
      : []),
    // What becomes a child keeps its columns as its own; to have them of the parent alone it would have to be made anew.
    ...(hasColumnsOfParentAlone(target, to) ? [] : inherited).map((each) => ({
      subject,
      sql: `alter ${object.kind} ${identityOf(object)} inherit ${each}`,
    })),
  ];
}

function hasOtherBound(object: SchemaObject, target: SchemaObject): boolean {
  return object.properties["partition bound"] !== target.properties["partition bound"];
}

function hasColumnsOfParentAlone({ key }: SchemaObject, { objects }: Snapshot): boolean {
  return [...objects.values()].some(
    ({ kind, parent, properties }) =>
      kind === "column" && parent === key && properties["inherited"] === true && properties["local"] !== true,
  );
}

function collating(object: SchemaObject, target: SchemaObject): readonly Change[] {
  const { type, collation } = target.properties;
  const table = identityIn(object.parent, ["table"]);
  if (table === undefined || collation === object.properties["collation"]) return [];
  if (object.properties["inherited"] === true || type !== object.properties["type"]) return [];
  return [
    {
      subject: `column ${identityOf(object)}`,
      sql: `alter table ${table} alter column ${quoteName(object.name)} type ${type} collate ${collation ?? '"default"'}`,
    },
  ];
}

function computing(object: SchemaObject, target: SchemaObject, to: Snapshot): readonly Change[] {
  const { generated, expression } = target.properties;
  const table = identityIn(object.parent, ["table"]);
  if (table === undefined || object.properties["generated"] === undefined) return [];
  const alter = `alter table ${table} alter column ${quoteName(object.name)}`;
  const subject = `column ${identityOf(object)}`;
  if (generated === undefined) return [{ subject, sql: `${alter} drop expression` }];
  const isOther = generated === object.properties["generated"] && expression !== object.properties["expression"];
  return isOther && to.server.major >= 17 ? [{ subject, sql: `${alter} set expression as (${expression})` }] : [];
}
