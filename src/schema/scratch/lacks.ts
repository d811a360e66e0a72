import { DatabaseError, type ScriptError } from "../../errors.ts";
import type { Script } from "../../revision/folder.ts";
import { splitStatements } from "../../script/statements.ts";
import type { ScratchServerFacts } from "./index.ts";

/** What a script needs and a server of the user's may have, but a scratch server has not. */
export interface Lack {
  readonly kind: "extension" | "role" | "tablespace" | "language" | "library" | "collation";
  readonly name: string;
}

const PATTERNS: readonly (readonly [kind: Lack["kind"], states: readonly string[], words: RegExp])[] = [
  ["extension", ["0A000", "58P01"], /extension "(.+?)" is not available/],
  ["extension", ["0A000", "58P01"], /could not open extension control file ".*\/(.+?)\.control"/],
  ["role", ["42704", "22023"], /role "(.+?)" does not exist/],
  ["tablespace", ["42704"], /tablespace "(.+?)" does not exist/],
  ["language", ["42704"], /language "(.+?)" does not exist/],
  ["library", ["58P01"], /could not access file "(.+?)"/],
  // What the operating system or ICU does not know.
  ["collation", ["22023"], /could not create locale "(.+?)"/],
  ["collation", ["22023"], /could not open collator for locale "(.+?)"/],
];

/** Undefined for failures that would be failures anywhere. */
export function lackIn({ message, failure }: ScriptError): Lack | undefined {
  for (const [kind, states, words] of PATTERNS) {
    const name = states.includes(failure.sqlstate) ? words.exec(message)?.[1] : undefined;
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

/** Names the revision, the line and what to do. */
export async function lackError(
  error: ScriptError,
  lack: Lack,
  script: Script | undefined,
  server: ScratchServerFacts,
): Promise<DatabaseError> {
  const { revision, file, place } = error.failure;
  const line = place?.line ?? (script && (await lineNaming(script, lack.name)));
  const where = line === undefined ? file : `${file}:${line}`;
  // Where the scratch database stands is of no interest.
  const { applied, heads, ...told } = error.data;
  const data = { ...told, line: line ?? null };
  return lacking(`${revision} needs`, lack, server, where, { ...data, cause: error });
}

/** Of most of these the server does not tell the place: it is that of the first statement that has the name in it. */
async function lineNaming({ text }: Script, name: string): Promise<number | undefined> {
  const statements = (await splitStatements(text)) ?? [];
  return statements.find(({ start, end }) => text.slice(start, end).includes(name))?.line;
}

/** The role that scripts are configured to run as is not there. */
export function configuredRoleLacks(name: string, server: ScratchServerFacts): DatabaseError {
  return lacking("the scripts are to run as", { kind: "role", name }, server, "role in the config file", {});
}

function lacking(
  who: string,
  lack: Lack,
  server: ScratchServerFacts,
  where: string,
  { cause, ...data }: Readonly<Record<string, unknown>>,
): DatabaseError {
  const { kind, name } = lack;
  const what = `${server.embedded ? "embedded, " : ""}PostgreSQL ${server.version}`;
  return new DatabaseError(
    "scratch_lacks",
    `${who} ${kind} ${name}, which the scratch server (${what}) lacks: ${where}`,
    {
      hint: hintFor(lack, server),
      data: { ...data, lacks: lack, server },
      cause,
    },
  );
}

function hintFor({ kind, name }: Lack, { embedded }: ScratchServerFacts): string {
  if (kind === "role") return "--make-roles makes roles that scripts name, for as long as the proof takes";
  const there = kind === "extension" ? `, and extension ${name} can be created` : "";
  return embedded
    ? `give a server that has it with --scratch postgresql://…: one where you may make databases${there}`
    : `install it on that server, or give another one with --scratch`;
}
