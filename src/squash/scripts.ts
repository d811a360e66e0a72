import { assertText, composeDown, composeUp } from "../author/compose.ts";
import { UsageError } from "../errors.ts";
import type { RevisionFolder, Script } from "../revision/folder.ts";
import type { formatUpHeader } from "../revision/header.ts";
import { splitHeader } from "../revision/header-lines.ts";
import type { RevisionFiles } from "../revision/write.ts";
import { prepareScript } from "../script/prepare.ts";
import { joinChecks, joinParts, type Part } from "./join.ts";

/** Texts that somebody has written himself, in place of the joined ones. */
export interface GivenScripts {
  readonly up?: string | undefined;
  readonly down?: string | undefined;
}

/** The scripts of a squashed revision, but for verify.sql, and what has to be said about them. */
export interface SquashedScripts {
  readonly files: Pick<RevisionFiles, "up.sql" | "down.sql">;
  /** Why there is no way back; undefined where there is one. */
  readonly irreversible: string | undefined;
  readonly notes: readonly string[];
}

/** Joins the scripts of a run, or takes those that are given. `before`: all that comes before it. Nothing is proved by this. */
export async function squashScripts(
  header: Parameters<typeof formatUpHeader>[0],
  run: readonly RevisionFolder[],
  before: readonly RevisionFolder[],
  given: GivenScripts,
): Promise<SquashedScripts> {
  const deferring = [...before, ...run].some(({ up }) => DEFERRED.test(up.text));
  const ups = run.map((folder) => ({ folder, script: folder.up }));
  const downs = run.toReversed().map((folder) => {
    if (folder.down === undefined) throw new TypeError(`the scripts of ${folder.id} have not been read`);
    return { folder, script: folder.down };
  });
  const notes: string[] = [];
  const secret = run.some((folder) => folder.secret);
  const up = withSecret(given.up ?? (await joined("up.sql", ups, deferring, notes)), secret);
  const irreversible = downs.flatMap(({ folder, script }) =>
    script.irreversible === undefined ? [] : [`${script.irreversible} (${folder.id})`],
  );
  const down =
    given.down ??
    (irreversible.length > 0
      ? `-- irreversible: ${irreversible.join("; ")}\n`
      : await joined("down.sql", downs, deferring, notes));
  for (const [name, text] of [
    ["up", up],
    ["down", down],
  ] as const)
    assertText(text, `the SQL for ${name}.sql`);
  return {
    files: {
      "up.sql": composeUp(header, up, "the SQL for up.sql"),
      "down.sql": composeDown(down, "the SQL for down.sql"),
    },
    irreversible: given.down === undefined && irreversible.length > 0 ? irreversible.join("; ") : undefined,
    notes,
  };
}

/** The verify.sql files of a run in one. */
export function joinVerify(kept: readonly RevisionFolder[]): string {
  const parts = kept.flatMap(({ id, message, verify }) =>
    verify === undefined ? [] : [{ revision: id, message, text: verify.text }],
  );
  return parts.length === 1 && parts[0] !== undefined ? parts[0].text : joinChecks(parts);
}

/** Constraints that are checked at COMMIT. */
const DEFERRED = /\binitially\s+deferred\b/i;

interface Source {
  readonly folder: RevisionFolder;
  readonly script: Script;
}

async function joined(
  file: "up.sql" | "down.sql",
  sources: readonly Source[],
  deferring: boolean,
  notes: string[],
): Promise<string> {
  assertInTransactions(file, sources);
  const parts = sources.map(({ folder: { id, message }, script }): Part => {
    return { revision: id, message, text: script.text.slice(script.bodyStart) };
  });
  const body = await joinParts(parts, deferring);
  await assertOneTransaction(file, body);
  const settings = (["lockTimeout", "statementTimeout"] as const).flatMap((key) =>
    timeoutLine(file, key, sources, notes),
  );
  return settings.length === 0 ? body : `${settings.join("")}\n${body}`;
}

function assertInTransactions(file: "up.sql" | "down.sql", sources: readonly Source[]): void {
  const outside = sources.filter(({ script }) => !script.settings.transaction);
  const [first] = outside;
  if (first === undefined) return;
  const named = outside.map(({ folder }) => folder.id).join(", ");
  throw new UsageError(
    `the ${file} of ${named} ${outside.length === 1 ? "runs" : "run"} outside a transaction, and the one of a squash runs in one`,
    {
      code: "outside_transaction",
      hint: `squash what lies before and after, each by itself; or write the whole so that a transaction takes it, such as CREATE INDEX without CONCURRENTLY, and give it with --${file.replace(".sql", "")} FILE`,
      data: { revisions: outside.map(({ folder }) => folder.id), file: first.script.path },
    },
  );
}

/** What each of them may do in its own transaction, and all of them cannot do in one. */
async function assertOneTransaction(file: "up.sql" | "down.sql", body: string): Promise<void> {
  const { faults } = await prepareScript(body, { transaction: true });
  const [fault] = faults;
  if (fault === undefined) return;
  const line = body
    .split("\n")
    .slice(0, fault.line)
    .findLast((text) => PART.test(text));
  const revision = PART.exec(line ?? "")?.[1];
  throw new UsageError(
    `the scripts cannot be one transaction${revision === undefined ? "" : `, because of ${revision}`}: ${fault.message} of the joined ${file}`,
    {
      code: fault.code,
      hint: `squash up to there, and from behind it; or write the whole as you want it, and give it with --${file.replace(".sql", "")} FILE`,
      data: { file, line: fault.line, ...(revision === undefined ? {} : { revision }) },
    },
  );
}

const PART = /^-- \d+ of \d+, (\w+)/;

/**
 * A limit that all of them have stays, as the longest of them. One that only some have would be too short for the others,
 * for which the configured one holds.
 */
function timeoutLine(
  file: string,
  key: "lockTimeout" | "statementTimeout",
  sources: readonly Source[],
  notes: string[],
): readonly string[] {
  const limits = sources.map(({ script }) => script.settings[key]).filter((limit) => limit !== undefined);
  if (limits.length === 0) return [];
  const name = key === "lockTimeout" ? "lock-timeout" : "statement-timeout";
  if (limits.length < sources.length) {
    notes.push(`${name} is left out of ${file}: ${limits.length} of ${sources.length} scripts have one`);
    return [];
  }
  const longest = limits.includes(0) ? 0 : Math.max(...limits);
  return [`-- ${name}: ${durationText(longest)}\n`];
}

function durationText(milliseconds: number): string {
  if (milliseconds === 0) return "0";
  const unit = (
    [
      [60_000, "min"],
      [1000, "s"],
    ] as const
  ).find(([size]) => milliseconds % size === 0);
  return unit === undefined ? `${milliseconds}ms` : `${milliseconds / unit[0]}${unit[1]}`;
}

/** What was kept out of the ledger in parts is kept out of it as a whole. */
function withSecret(text: string, secret: boolean): string {
  const { lines } = splitHeader(text);
  if (!secret || lines.some(({ key }) => key === "secret")) return text;
  return lines.length === 0 ? `-- secret: on\n\n${text}` : `-- secret: on\n${text}`;
}
