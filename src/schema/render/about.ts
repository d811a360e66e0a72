import type { ObjectKind, SchemaObject } from "../model.ts";
import { beforeArguments, identityOf, lastName, nameOf, text } from "./names.ts";
import { entriesOf, listOf, type Rendering } from "./piece.ts";
import { grantStatements } from "./privileges.ts";

/** How statements name an object: `TABLE public.t`, `CONSTRAINT c ON public.t`. */
export function targetOf(object: SchemaObject, { snapshot }: Pick<Rendering, "snapshot">): string {
  const { kind, parent } = object;
  const identity = identityOf(object);
  const whole = parent === undefined ? undefined : snapshot.objects.get(parent);
  const onWhole = whole === undefined ? "" : ` ON ${whole.kind === "domain" ? "DOMAIN " : ""}${identityOf(whole)}`;
  switch (kind) {
    case "constraint":
    case "trigger":
    case "rule":
    case "policy":
      return `${kind.toUpperCase()} ${lastName(identity)}${onWhole}`;
    // For all that can be called, the word that needs only the arguments' types.
    case "aggregate":
      return `ROUTINE ${identity}`;
    case "operator":
      return `OPERATOR ${operatorSignature(object)}`;
    case "operator class":
    case "operator family":
      return `${kind.toUpperCase()} ${identity.replace(/ using (\S+)$/, " USING $1")}`;
    case "transform":
    case "user mapping":
      return `${kind.toUpperCase()} ${identity.replace(/^for /, "FOR ").replace(/ (language|server) (?=[^ ]+$)/, (word) => word.toUpperCase())}`;
    default:
      return `${WORDS[kind] ?? kind.toUpperCase()} ${identity}`;
  }
}

const WORDS: Readonly<Partial<Record<ObjectKind, string>>> = {
  enum: "TYPE",
  "composite type": "TYPE",
  range: "TYPE",
  "base type": "TYPE",
};

/** With both arguments, of which one may be none. */
function operatorSignature(object: SchemaObject): string {
  const { left, right } = object.properties;
  return `${beforeArguments(identityOf(object))} (${left ?? "NONE"}, ${right ?? "NONE"})`;
}

/** What is done to an object once it is there: comment, owner, grants. */
export function aboutObject(object: SchemaObject, rendering: Rendering): readonly string[] {
  const target = targetOf(object, rendering);
  return [
    ...commentStatements(target, object),
    ...labelStatements(target, object),
    ...listOf(object, "depends on extensions").map((name) => `ALTER ${target} DEPENDS ON EXTENSION ${nameOf(name)}`),
    ...ownerStatements(target, object, rendering),
    ...grantStatements(object, rendering),
  ];
}

export function commentStatements(target: string, { properties }: SchemaObject): readonly string[] {
  const { comment } = properties;
  return comment === undefined || comment === null ? [] : [`COMMENT ON ${target} IS ${text(comment)}`];
}

export function labelStatements(target: string, object: SchemaObject): readonly string[] {
  return entriesOf(object, "security labels").map(
    ([provider, label]) => `SECURITY LABEL FOR ${nameOf(provider)} ON ${target} IS ${text(label)}`,
  );
}

function ownerStatements(
  target: string,
  { kind, properties }: SchemaObject,
  { options }: Rendering,
): readonly string[] {
  const { owner } = properties;
  // An extension belongs to whoever makes it.
  if (!options.owners || typeof owner !== "string" || kind === "extension") return [];
  return [`ALTER ${target} OWNER TO ${nameOf(owner)}`];
}
