import { knownLedgerRevisions } from "./apply/ledger.ts";
import type { ResolvedConfig } from "./config.ts";
import { readTexts } from "./database/ledger.ts";
import { lockHolder, lockKindFor } from "./database/lock.ts";
import type { Database } from "./database/server.ts";
import { describe, describeApplied } from "./describe.ts";
import type { Project } from "./project.ts";
import type { Current, Shown, Status } from "./results.ts";
import { editedRevisions, foreignRevisions, pendingRevisions, readState, type State } from "./state.ts";

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
    edited: editedRevisions(state, project),
    out_of_order: state.graph.missing(state.applied.keys()),
    interrupted: [],
    locking: {
      kind: lockKindFor(lock, server),
      reason: lock !== "auto" ? "configured" : server.pooled ? "pooler" : "direct",
    },
    lock: (await lockHolder(state.database)) ?? null,
    revisions: [...new Set([...heads, ...pending, ...foreign])].map((id) => describe(id, project, state)),
  };
}

/** The texts on disk, or those that the ledger kept of a foreign revision; what ran, where the disk has another text. */
export async function shownOf(id: string, project: Project, state: State | undefined): Promise<Shown> {
  const folder = project.folders.get(id);
  const applied = state?.applied.get(id);
  const edited =
    state === undefined ? undefined : editedRevisions(state, project).find(({ revision }) => revision === id);
  const kept =
    state !== undefined && (folder === undefined || edited !== undefined)
      ? await readTexts(state.database, id)
      : undefined;
  const onDisk = {
    up: folder?.up.text ?? null,
    down: folder?.down?.text ?? null,
    verify: folder?.verify?.text ?? null,
  };
  return {
    ...describe(id, project, state),
    ...(folder === undefined && kept !== undefined ? kept : onDisk),
    ...(edited === undefined ? {} : { edited: edited.files.map((file) => ({ file, ran: ranText(kept, file) })) }),
    ...(applied === undefined ? {} : { applied: describeApplied(applied) }),
  };
}

function ranText(kept: Awaited<ReturnType<typeof readTexts>> | undefined, file: string): string | null {
  if (kept === undefined) return null;
  return file === "up.sql" ? kept.up : file === "down.sql" ? kept.down : kept.verify;
}
