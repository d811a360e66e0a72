import type { StableId } from "@supabase/pg-delta/core";

/** Schema and name of what an object is or is a part of; no schema for what lies in none. */
export interface Place {
  readonly schema: string | undefined;
  readonly name: string;
}

export function placeOf(id: StableId): Place {
  if ("target" in id) return placeOf(id.target);
  if (id.kind === "schema") return { schema: id.name, name: "" };
  if (id.kind === "membership") return { schema: undefined, name: id.role };
  if (id.kind === "userMapping") return { schema: undefined, name: id.server };
  if ("publication" in id) return { schema: undefined, name: id.publication };
  if (id.kind === "defaultPrivilege") return { schema: id.schema ?? undefined, name: id.objtype };
  if ("table" in id) return { schema: id.schema, name: id.table };
  if ("type" in id) return { schema: id.schema, name: id.type };
  if ("schema" in id) return { schema: id.schema, name: id.name };
  return { schema: undefined, name: "name" in id ? id.name : "" };
}

/** For people: `column public.users.mail`. */
export function sayIdentity(id: StableId): string {
  if ("target" in id) return sayIdentity(id.target);
  const kind = id.kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace("type attribute", "attribute");
  const parts = [
    "schema" in id ? id.schema : undefined,
    "table" in id ? id.table : undefined,
    "type" in id ? id.type : undefined,
    "name" in id ? id.name : undefined,
  ];
  const name = parts.filter((part) => part !== undefined && part !== null).join(".");
  return `${kind} ${name}${"args" in id ? `(${id.args.join(", ")})` : ""}`;
}
