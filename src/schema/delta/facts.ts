import type { extract } from "@supabase/pg-delta/extract";
import type { Row } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";

/** What the library that finds differences knows of a database. */
export type Facts = Awaited<ReturnType<typeof extract>>["factBase"];

type Pool = Parameters<typeof extract>[0];

/**
 * Reads a database over our own session: the library's driver knows nothing of how we reach servers, and it would be a
 * second connection. Passwords in options of servers are read as they are, for scripts are to work.
 */
export async function readFacts(session: Session): Promise<Facts> {
  const { extract } = await import("@supabase/pg-delta/extract");
  const { factBase } = await extract(poolOf(session), { redactSecrets: false });
  return factBase;
}

/** All that the library asks of a pool: one client, and queries without parameters. */
function poolOf(session: Session): Pool {
  const client = {
    query: async (text: string) => ({ rows: (await session.send(text)).map(withArrays) }),
    release: () => undefined,
  };
  return { connect: async () => client } as unknown as Pool;
}

/** Our driver leaves arrays as the server writes them. The only ones that the library reads are of text. */
const ARRAYS: ReadonlySet<string> = new Set([
  "config",
  "config_gucs",
  "grantable",
  "identity_args",
  "options",
  "privileges",
  "publications",
  "reloptions",
  "revoked_default",
  "roles",
  "samples",
  "schemas",
  "tags",
  "values",
]);

function withArrays(row: Row): Row {
  const entries = Object.entries(row).map(([name, value]) => {
    const isArray = ARRAYS.has(name) && typeof value === "string" && value.startsWith("{");
    return [name, isArray ? textArray(value) : value];
  });
  return Object.fromEntries(entries);
}

const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs;

/** An array of one dimension, as in `{a,"b, c",NULL}`. */
function textArray(text: string): readonly (string | null)[] {
  return [...text.slice(1, -1).matchAll(ELEMENT)].map(([, quoted, bare]) => {
    if (quoted !== undefined) return quoted.replace(/\\(.)/gs, "$1");
    return bare === "NULL" || bare === undefined ? null : bare;
  });
}
