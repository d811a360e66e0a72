import type { SchemaDifference } from "../../compare.ts";
import type { SchemaObject, Snapshot, Value } from "../../model.ts";
import { creationOf, dropOf, OWN_KINDS } from "./create.ts";
import { grantChanges } from "./grants.ts";
import { identityIn, identityOf, kindInSql, list, quoteName, quoteText, record, text } from "./names.ts";

/** Statements that set one property right, for what the library does not see or gets wrong; none where there are none. */
export function propertyChanges(
  { object, property = "", expected, found }: SchemaDifference,
  to: Snapshot,
): readonly string[] {
  const target = to.objects.get(object.key);
  if (property === "grants") return grantChanges(object, expected, found);
  if (property === "comment") return [commentOn(object, expected)].flatMap((sql) => sql ?? []);
  const own = HANDLERS[`${object.kind}: ${property}`];
  if (own !== undefined) return own(object, expected, found, to);
  if (property === "owner")
    return [`alter ${kindInSql(object)} ${identityOf(object)} owner to ${quoteName(String(expected))}`];
  return OWN_KINDS.has(object.kind) && target !== undefined ? [dropOf(object), ...creationOf(target, to)] : [];
}

/** The comment of an object, or none. */
function commentOn(object: SchemaObject, comment: Value | undefined): string | undefined {
  const words = comment === undefined || comment === null ? "null" : quoteText(String(comment));
  const { kind } = object;
  if (["constraint", "trigger", "rule", "policy"].includes(kind)) {
    const whole = identityIn(object.parent, ["domain"]);
    const table = identityIn(object.parent, ["table", "foreign table", "view", "materialized view"]);
    const on = whole === undefined ? table : `domain ${whole}`;
    return on === undefined ? undefined : `comment on ${kind} ${quoteName(object.name)} on ${on} is ${words}`;
  }
  if (kind === "default privileges" || kind === "user mapping") return undefined;
  return `comment on ${kindInSql(object)} ${identityOf(object)} is ${words}`;
}

type Handler = (
  object: SchemaObject,
  expected: Value | undefined,
  found: Value | undefined,
  to: Snapshot,
) => readonly string[];

const HANDLERS: Readonly<Partial<Record<string, Handler>>> = {
  "column: storage": (column, expected) => onColumn(column, `set storage ${text(expected) ?? usualStorage(column)}`),
  "column: compression": (column, expected) => onColumn(column, `set compression ${text(expected) ?? "default"}`),
  "column: statistics target": (column, expected) => onColumn(column, `set statistics ${text(expected) ?? -1}`),
  "column: options": (column, expected, found) =>
    options(record(expected), record(found)).flatMap((sql) => onColumn(column, sql)),
  "column: default": (column, expected) =>
    onColumn(column, expected === undefined || expected === null ? "drop default" : `set default ${expected}`),
  "column: foreign options": (column, expected, found) => {
    const [after, before] = [record(expected), record(found)];
    const changed = Object.entries(after)
      .filter(([name, value]) => before[name] !== value)
      .map(([name, value]) => `${name in before ? "set" : "add"} ${quoteName(name)} ${quoteText(String(value))}`);
    const gone = Object.keys(before).filter((name) => !(name in after));
    return onColumn(column, `options (${[...changed, ...gone.map((name) => `drop ${quoteName(name)}`)].join(", ")})`);
  },
  // Children that are taken out keep the columns as their own.
  "column: local": (column, expected, _, { objects }) => {
    const table = identityIn(column.parent, ["table"]);
    const parents = list(objects.get(column.parent ?? "")?.properties["inherits"]);
    if (table === undefined || expected !== true) return [];
    return parents.flatMap((parent) => [
      `alter table ${table} no inherit ${parent}`,
      `alter table ${table} inherit ${parent}`,
    ]);
  },
  // The server refuses it while a trigger or a generated column of the table uses the column.
  "column: type": (column, expected, _, { objects }) => {
    const table = identityIn(column.parent, ["table"]);
    if (table === undefined) return [];
    const parts = [...objects.values()].filter(({ parent }) => parent === column.parent);
    const uses = (sql: string | undefined) => sql?.split(/[^\p{L}\p{N}_$]+/u).includes(column.name) === true;
    const triggers = parts.filter(({ kind, sql }) => kind === "trigger" && uses(sql));
    const computed = parts.filter(({ kind, properties }) => kind === "column" && uses(text(properties["expression"])));
    if (triggers.length + computed.length === 0) return [];
    const name = quoteName(column.name);
    return [
      ...triggers.map((trigger) => `drop trigger if exists ${quoteName(trigger.name)} on ${table}`),
      ...computed.map((each) => `alter table ${table} drop column if exists ${quoteName(each.name)}`),
      `alter table ${table} alter column ${name} type ${expected} using ${name}::${expected}`,
      ...computed.map(
        ({ name: each, properties: { type, expression, generated } }) =>
          `alter table ${table} add column ${quoteName(each)} ${type} generated always as (${expression}) ${generated}`,
      ),
      ...triggers.flatMap(({ sql }) => sql ?? []),
    ];
  },
  // It holds nothing that the other columns do not say.
  "column: generated": (column, expected) => {
    const table = identityIn(column.parent, ["table"]);
    const { type, expression } = column.properties;
    if (table === undefined || expected === undefined) return [];
    const name = quoteName(column.name);
    return [
      `alter table ${table} drop column ${name}`,
      `alter table ${table} add column ${name} ${type} generated always as (${expression}) ${expected}`,
    ];
  },
  "column: not null name": (column, expected, found) => {
    const relation = identityIn(column.parent, RELATIONS);
    if (relation === undefined) return [];
    const [is, shall] = [found, expected].map((name) => quoteName(text(name) ?? usualName(relation, column.name)));
    return [`alter table ${relation} rename constraint ${is} to ${shall}`];
  },
  "index: attached to": (index, expected) =>
    expected === undefined || expected === null
      ? []
      : [`alter index ${expected} attach partition ${identityOf(index)}`],
  "index: statistics targets": (index, expected, found) => {
    const [after, before] = [record(expected), record(found)];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((column) => before[column] !== after[column])
      .map((column) => `alter index ${identityOf(index)} alter column ${column} set statistics ${after[column] ?? -1}`);
  },
  "table: clustered on": clusterOn,
  "materialized view: clustered on": clusterOn,
  "statistics: statistics target": (object, expected) => [
    `alter statistics ${identityOf(object)} set statistics ${text(expected) ?? -1}`,
  ],
  "text search configuration: mappings": (object, expected, found) =>
    mappings(identityOf(object), record(expected), record(found)),
  "text search dictionary: options": (object, expected, found) => {
    const [after, before] = [optionNames(text(expected)), optionNames(text(found))];
    const gone = [...before.keys()].filter((name) => !after.has(name));
    return [`alter text search dictionary ${identityOf(object)} (${[...after.values(), ...gone].join(", ")})`];
  },
  "trigger: enabled": (trigger, expected) => {
    const relation = identityIn(trigger.parent, RELATIONS);
    const words: Readonly<Record<string, string>> = {
      disabled: "disable",
      replica: "enable replica",
      always: "enable always",
    };
    const word = words[text(expected) ?? ""] ?? "enable";
    return relation === undefined ? [] : [`alter table ${relation} ${word} trigger ${quoteName(trigger.name)}`];
  },
};

const RELATIONS = ["table", "foreign table", "view", "materialized view"];

function onColumn(column: SchemaObject, what: string): readonly string[] {
  const kind = RELATIONS.find((each) => column.parent?.startsWith(`${each} `));
  const relation = identityIn(column.parent, RELATIONS);
  return relation === undefined ? [] : [`alter ${kind} ${relation} alter column ${quoteName(column.name)} ${what}`];
}

/** Before PostgreSQL 16 a column cannot be told to be stored as its type usually is. */
function usualStorage({ properties }: SchemaObject): string {
  return /^(?:numeric|inet|cidr)\b/.test(String(properties["type"])) ? "main" : "extended";
}

function usualName(relation: string, column: string): string {
  const table = relation.replace(/^.*\.(?=[^.]+$)/, "").replace(/^"(.*)"$/s, "$1");
  return `${table}_${column}_not_null`;
}

function clusterOn(object: SchemaObject, expected: Value | undefined): readonly string[] {
  const how =
    expected === undefined || expected === null ? "set without cluster" : `cluster on ${quoteName(String(expected))}`;
  return [`alter ${object.kind} ${identityOf(object)} ${how}`];
}

function options(after: Readonly<Record<string, Value>>, before: Readonly<Record<string, Value>>): readonly string[] {
  const set = Object.entries(after).filter(([name, value]) => before[name] !== value);
  const gone = Object.keys(before).filter((name) => !(name in after));
  return [
    ...(set.length === 0 ? [] : [`set (${set.map(([name, value]) => `${name} = ${value}`).join(", ")})`]),
    ...(gone.length === 0 ? [] : [`reset (${gone.join(", ")})`]),
  ];
}

function mappings(
  name: string,
  after: Readonly<Record<string, Value>>,
  before: Readonly<Record<string, Value>>,
): readonly string[] {
  const alter = `alter text search configuration ${name}`;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((token) => {
    const [had, has] = [list(before[token]).join(", "), list(after[token]).join(", ")];
    if (had === has) return [];
    if (has === "") return [`${alter} drop mapping for ${quoteName(token)}`];
    return [`${alter} ${had === "" ? "add" : "alter"} mapping for ${quoteName(token)} with ${has}`];
  });
}

/** `language = 'english', stopwords = 'english'` by name. */
function optionNames(options: string | undefined): ReadonlyMap<string, string> {
  const found = (options ?? "").matchAll(/(\w+|"[^"]+") = (?:'(?:[^']|'')*'|[^,]+)/g);
  return new Map([...found].map(([whole, name = ""]) => [name, whole.trim()]));
}
