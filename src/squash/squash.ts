import { refreshHeads } from "../author/authoring.ts";
import { assertNoConflict } from "../author/heads.ts";
import { runHooks } from "../author/hooks.ts";
import { type SquashSettings as PlanSettings, planSquash, type SquashPlan } from "../author/squash/plan.ts";
import { writeSquash } from "../author/squash/write.ts";
import { proveSquash } from "../check/squash-proof.ts";
import { changedRevisions, isEdited } from "../edited.ts";
import { UsageError } from "../errors.ts";
import type { Project } from "../project.ts";
import type { Squashed } from "../results.ts";
import type { RevisionFolder, Script } from "../revision/folder.ts";
import { parseDownHeader, parseUpHeader } from "../revision/header.ts";
import type { RevisionFiles } from "../revision/write.ts";
import { withScratch } from "../schema/scratch/index.ts";
import type { ScratchSettings } from "../settings.ts";
import type { Workplace } from "../workplace.ts";
import { type GivenScripts, joinVerify, squashScripts } from "./scripts.ts";

export interface SquashSettings extends PlanSettings, GivenScripts, ScratchSettings {
  /** Proves and tells, and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Asks no database what it has of the run. */
  readonly offline?: boolean | undefined;
  /** Asked with what would be done, when it is proved; false leaves everything as it is. */
  readonly agree?: ((squashed: Squashed) => Promise<boolean>) | undefined;
}

/** Makes one revision of a run, if that can be proved to be the same. */
export async function squash(
  workplace: Workplace,
  words: readonly string[],
  settings: SquashSettings,
  signal: AbortSignal,
): Promise<Squashed> {
  const { config } = workplace;
  const project = workplace.read("scripts");
  if (config.headsFile !== undefined) assertNoConflict(config.headsFile);
  const plan = planSquash(project, words, settings);
  const { files, irreversible, notes } = await squashScripts(
    plan.header,
    plan.run,
    foldersBefore(project, plan),
    settings,
  );
  const { standing, told } = settings.offline ? NOT_ASKED : await askDatabase(workplace, project, plan, signal);
  const { proof, verify, holding, failing } = await withScratch(
    workplace,
    { url: settings.scratch, makeRoles: settings.makeRoles },
    (scratch) =>
      proveSquash(scratch, {
        project,
        before: plan.before,
        run: plan.run.map(({ id }) => id),
        squashed: folderOf(plan, files),
        edges: { parents: plan.header.parents, depends: plan.dependencies },
        joinVerify: verifyOf,
      }),
  );
  const { revision, parents, depends, labels, message, created, replaces } = plan.header;
  const result = (dryRun: boolean): Squashed => ({
    revision,
    parents,
    depends,
    labels,
    replaces,
    message,
    created: created ?? null,
    path: plan.end.path,
    removed: plan.run.filter(({ id }) => id !== revision).map(({ path }) => path),
    carried: plan.carried,
    irreversible: irreversible ?? null,
    verified: holding.map(({ id }) => id),
    unverified: failing.map(({ folder, message: why }) => ({ revision: folder.id, message: why })),
    notes: [...notes, ...told],
    proof,
    heads: plan.heads,
    database: standing,
    dry_run: dryRun,
  });
  if (settings.dryRun || (settings.agree !== undefined && !(await settings.agree(result(true))))) return result(true);
  const whole: RevisionFiles = { ...files, ...(verify === undefined ? {} : { "verify.sql": verify.text }) };
  const written = writeSquash(plan, whole, project.folders);
  refreshHeads({ ...config, emit: workplace.emit });
  await runHooks(config.hooks, written, config.root);
  return result(false);
}

function foldersBefore({ folders }: Project, { before }: SquashPlan): readonly RevisionFolder[] {
  return [...before].flatMap((id) => folders.get(id) ?? []);
}

interface Asked {
  readonly standing: Squashed["database"];
  readonly told: readonly string[];
}

const NOT_ASKED: Asked = { standing: null, told: [] };

/** A database that has only some of the run could not go on after the squash: it is to finish first. */
async function askDatabase(
  workplace: Workplace,
  project: Project,
  { run, end, header }: SquashPlan,
  signal: AbortSignal,
): Promise<Asked> {
  const state = await workplace.stateToObey(project, signal, "what it has of the run");
  if (state === undefined) return NOT_ASKED;
  const applied = run.filter(({ id }) => state.applied.has(id));
  const begun = state.ledger.interrupted.filter(({ revision }) => run.some(({ id }) => id === revision));
  const earlier = state.midway.some(({ revision }) => run.some(({ id }) => id === revision));
  if (begun.length > 0 || earlier || (applied.length > 0 && applied.length < run.length)) {
    const { database } = state.database.server;
    throw new UsageError(
      `database ${database} has ${applied.length} of the ${run.length} revisions that would be squashed into ${end.id}`,
      {
        code: "midway",
        hint: `bring it to the end of the run first: \`migraph upgrade ${end.id}\`; or ask no database, with --offline`,
        data: { revision: end.id, applied: applied.map(({ id }) => id), replaces: header.replaces },
      },
    );
  }
  if (applied.length === 0) return { standing: "none", told: [] };
  const edited = (await changedRevisions(state, project, new Set(applied.map(({ id }) => id)))).filter(isEdited);
  const ids = edited.map((each) => each.applied.id);
  const told =
    ids.length === 0
      ? []
      : [
          `${ids.join(", ")} ${ids.length === 1 ? "was" : "were"} edited since that database ran ${ids.length === 1 ? "it" : "them"}, which nobody can tell after the squash`,
        ];
  return { standing: "all", told };
}

function verifyOf(parts: readonly RevisionFolder[]): Script | undefined {
  if (parts.length === 0) return undefined;
  const settings = { transaction: true, lockTimeout: undefined, statementTimeout: undefined };
  return { path: "the joined verify.sql", text: joinVerify(parts), marked: false, bodyStart: 0, settings };
}

/** The new revision as it would be read from its files, whose lines are in no file yet. */
function folderOf({ end, header, run }: SquashPlan, files: Pick<RevisionFiles, "up.sql" | "down.sql">): RevisionFolder {
  const up = parseUpHeader(files["up.sql"]);
  const down = parseDownHeader(files["down.sql"]);
  if (up.header === undefined) throw new TypeError("the header that was written is whole");
  const { revision: id, parents, labels, depends, replaces, message, created } = header;
  const script = (name: string, text: string, bodyStart: number) => ({
    path: `the new ${name}`,
    text,
    marked: false,
    bodyStart,
  });
  return {
    id,
    parents,
    labels,
    depends,
    replaces,
    message,
    created,
    secret: up.header.secret || run.some(({ secret }) => secret),
    path: end.path,
    up: { ...script("up.sql", files["up.sql"], up.bodyStart), settings: up.header.settings },
    down: {
      ...script("down.sql", files["down.sql"], down.bodyStart),
      settings: down.header.settings,
      irreversible: down.header.irreversible,
    },
    verify: undefined,
  };
}
