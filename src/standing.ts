import { knownLedgerRevisions } from "./apply/ledger.ts";
import type { ResolvedConfig } from "./config.ts";
import { readTexts } from "./database/ledger.ts";
import { lockHolder, lockKindFor } from "./database/lock.ts";
import type { Database } from "./database/server.ts";
import { describe, describeApplied } from "./describe.ts";
import { describeChanges } from "./differences.ts";
import { type ChangedRevision, changedRevisions, isEdited, textOf } from "./edited.ts";
import type { Project } from "./project.ts";
import type { ChangedFiles, Current, Shown, Status } from "./results.ts";
import { foreignRevisions, pendingRevisions, readState, type State } from "./state.ts";

/** Where a database stands: what can be asked of it without changing anything. */
export function lookAt(database: Database, project: Project): Promise<State> {
  return readState(database, project, knownLedgerRevisions());
}

export function currentOf(project: Project, state: State): Current {
  const current = state.graph.current(state.applied.keys());
  const heads = project.graph.heads();
  const atHeads = current.length === heads.length && current.every((id) => heads.includes(id));
  return { revisions: current.map((id) => describe(id, project, state)), heads, at_heads: atHeads };
}

/** `url` names an embedded server better than the socket that it listens on for the moment. */
export async function statusOf(
  project: Project,
  state: State,
  { url, lock }: Pick<ResolvedConfig, "url" | "lock">,
): Promise<Status> {
  const { server, schema, session } = state.database;
  const heads = state.graph.current(state.applied.keys());
  const pending = pendingRevisions(state, project);
  const foreign = foreignRevisions(state, project);
  const changed = await changedRevisions(state, project);
  const edited = filesOf(changed, true);
  return {
    database: server.database,
    server: `PostgreSQL ${server.version}`,
    host: url?.text.startsWith("embedded:")
      ? url.text
      : session.settings.hosts.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`).join(","),
    role: server.role,
    ledger: { schema, exists: state.ledger.exists },
    applied: state.applied.size,
    heads,
    disk_heads: project.graph.heads(),
    pending,
    foreign,
    edited,
    reformatted: filesOf(changed, false).filter(({ revision }) => !edited.some((other) => other.revision === revision)),
    replaced: [...state.replaced].map(([revision, replaces]) => ({ revision, replaces })),
    midway: state.midway.map(({ path: _, ...told }) => told),
    out_of_order: state.graph.missing(state.applied.keys()),
    interrupted: state.ledger.interrupted,
    locking: {
      kind: lockKindFor(lock, server),
      reason: lock !== "auto" ? "configured" : server.pooled ? "pooler" : "direct",
    },
    lock: (await lockHolder(state.database)) ?? null,
    revisions: [...new Set([...heads, ...pending, ...foreign, ...edited.map(({ revision }) => revision)])].map((id) =>
      describe(id, project, state),
    ),
  };
}

/** Of each changed revision the files that mean something else, or those that do not. */
function filesOf(changed: readonly ChangedRevision[], meaningChanged: boolean): readonly ChangedFiles[] {
  return changed.flatMap(({ applied, scripts }) => {
    const files = scripts.filter((script) => script.meaningChanged === meaningChanged).map(({ file }) => file);
    return files.length === 0 ? [] : [{ revision: applied.id, files }];
  });
}

/** The texts on disk, or those that the ledger kept of a foreign revision; what ran, where the disk has another text. */
export async function shownOf(id: string, project: Project, state: State | undefined): Promise<Shown> {
  const folder = project.folders.get(id);
  const applied = state?.applied.get(id);
  const texts = {
    up: folder?.up.text ?? null,
    down: folder?.down?.text ?? null,
    verify: folder?.verify?.text ?? null,
  };
  const described = { ...describe(id, project, state), ...texts };
  if (state === undefined || applied === undefined) return described;
  const kept = folder === undefined ? (await readTexts(state.database, [id])).get(id) : undefined;
  const edited = folder === undefined ? [] : await editedOf(id, project, state);
  return {
    ...described,
    ...kept,
    ...(edited.length === 0 ? {} : { edited }),
    applied: describeApplied(applied),
  };
}

async function editedOf(id: string, project: Project, state: State): Promise<NonNullable<Shown["edited"]>> {
  const changed = (await changedRevisions(state, project, new Set([id]))).filter(isEdited);
  const [difference] = await describeChanges(state, project, changed);
  if (difference === undefined) return [];
  const kept = difference.secret ? undefined : (await readTexts(state.database, [id])).get(id);
  const files = difference.files.filter(({ meaning_changed: meaningChanged }) => meaningChanged);
  return files.map(({ file, diff }) => ({ file, ran: textOf(kept, file), diff }));
}
