import type { SchemaObject } from "../../model.ts";
import { identityOf, list, quoteName, quoteText, record, text } from "./names.ts";

/** Kinds that the library knows nothing of. */
export const OWN_KINDS: ReadonlySet<string> = new Set([
  "access method",
  "cast",
  "conversion",
  "language",
  "operator",
  "operator class",
  "operator family",
  "statistics",
  "text search configuration",
  "text search dictionary",
  "text search parser",
  "text search template",
  "transform",
]);

/** The statements that make an object of these kinds; none where it cannot be told. */
export function creationOf(object: SchemaObject): readonly string[] {
  const make = MAKERS[object.kind];
  return make === undefined ? [] : make(object, identityOf(object));
}

export function dropOf(object: SchemaObject): string {
  return `drop ${object.kind} ${identityOf(object)}`;
}

type Maker = (object: SchemaObject, name: string) => readonly string[];

const MAKERS: Readonly<Partial<Record<string, Maker>>> = {
  "access method": ({ properties }, name) => [
    `create access method ${name} type ${text(properties["type"])} handler ${bare(properties["handler"])}`,
  ],
  cast: ({ properties }, name) => {
    const { method, function: routine, context } = properties;
    const how =
      method === "inout" ? "with inout" : method === "binary" ? "without function" : `with function ${routine}`;
    return [`create cast ${name} ${how}${context === undefined ? "" : ` as ${context}`}`];
  },
  conversion: ({ properties }, name) => {
    const { default: isDefault, source, target, function: routine } = properties;
    const word = isDefault === true ? "default " : "";
    return [
      `create ${word}conversion ${name} for ${quoteText(String(source))} to ${quoteText(String(target))} from ${bare(routine)}`,
    ];
  },
  language: ({ properties }, name) => {
    const { trusted, handler, inline, validator } = properties;
    const parts = [
      `create ${trusted === true ? "trusted " : ""}language ${name}`,
      ...(handler === undefined ? [] : [`handler ${bare(handler)}`]),
      ...(inline === undefined ? [] : [`inline ${bare(inline)}`]),
      ...(validator === undefined ? [] : [`validator ${bare(validator)}`]),
    ];
    return [parts.join(" ")];
  },
  operator: ({ properties }, name) => {
    const { left, right, function: routine, commutator, negator, restrict, join, hashes, merges } = properties;
    const options = [
      `function = ${bare(routine)}`,
      ...(left === undefined ? [] : [`leftarg = ${left}`]),
      ...(right === undefined ? [] : [`rightarg = ${right}`]),
      ...(commutator === undefined ? [] : [`commutator = ${operatorName(commutator)}`]),
      ...(negator === undefined ? [] : [`negator = ${operatorName(negator)}`]),
      ...(restrict === undefined ? [] : [`restrict = ${bare(restrict)}`]),
      ...(join === undefined ? [] : [`join = ${bare(join)}`]),
      ...(hashes === true ? ["hashes"] : []),
      ...(merges === true ? ["merges"] : []),
    ];
    return [`create operator ${bare(name)} (${options.join(", ")})`];
  },
  "operator class": ({ properties }, name) => {
    const { "access method": method, family, type, default: isDefault, storage, members } = properties;
    const [own] = name.split(/ using /);
    const parts = [...list(members), ...(storage === undefined ? [] : [`STORAGE ${storage}`])];
    const marked = isDefault === true ? " default" : "";
    // A family of the class's own name comes with it.
    const apart = family === own ? "" : ` family ${family}`;
    return [
      `create operator class ${own}${marked} for type ${type} using ${quoteName(String(method))}${apart} as\n  ${parts.join(",\n  ")}`,
    ];
  },
  "operator family": ({ properties }, name) => {
    const members = list(properties["members"]);
    const added = members.length === 0 ? [] : [`alter operator family ${name} add\n  ${members.join(",\n  ")}`];
    return [`create operator family ${name}`, ...added];
  },
  statistics: ({ properties, sql }, name) => {
    const target = text(properties["statistics target"]);
    const more = target === undefined ? [] : [`alter statistics ${name} set statistics ${target}`];
    return sql === undefined ? [] : [sql, ...more];
  },
  "text search configuration": ({ properties }, name) => [
    `create text search configuration ${name} (parser = ${properties["parser"]})`,
    ...Object.entries(record(properties["mappings"])).map(
      ([token, dictionaries]) =>
        `alter text search configuration ${name} add mapping for ${quoteName(token)} with ${list(dictionaries).join(", ")}`,
    ),
  ],
  "text search dictionary": ({ properties }, name) => {
    const options = text(properties["options"]);
    return [
      `create text search dictionary ${name} (template = ${properties["template"]}${options === undefined ? "" : `, ${options}`})`,
    ];
  },
  "text search parser": ({ properties }, name) => [`create text search parser ${name} (${optionsOf(properties)})`],
  "text search template": ({ properties }, name) => [`create text search template ${name} (${optionsOf(properties)})`],
  transform: ({ properties }, name) => {
    const { "from sql": from, "to sql": to } = properties;
    const parts = [
      ...(from === undefined ? [] : [`from sql with function ${from}`]),
      ...(to === undefined ? [] : [`to sql with function ${to}`]),
    ];
    return [`create transform ${name} (${parts.join(", ")})`];
  },
};

/** Functions that parsers and templates of text search are made of. */
function optionsOf(properties: SchemaObject["properties"]): string {
  return Object.entries(properties)
    .filter(([name]) => name !== "owner" && name !== "comment")
    .map(([name, routine]) => `${name} = ${bare(routine)}`)
    .join(", ");
}

/** Without the types of its arguments. */
function bare(routine: unknown): string {
  return String(routine).replace(/\([^()]*\)$/, "");
}

function operatorName(operator: unknown): string {
  const name = bare(operator);
  return name.includes(".") ? `operator(${name})` : name;
}
