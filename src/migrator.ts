import { knownLedgerRevisions, upgradeLedger } from "./apply/ledger.ts";
import { assertRunnable, planScripts, planStamps } from "./apply/plan.ts";
import { followHeaders } from "./apply/reparent.ts";
import { runPlan } from "./apply/run.ts";
import { runStamp } from "./apply/stamp.ts";
import { reportStep } from "./apply/step.ts";
import { type CreateOptions, createMerge, createRevision, type MergeOptions } from "./author/create.ts";
import { type CheckSettings, checkFiles } from "./check/files.ts";
import type { ResolvedConfig } from "./config.ts";
import { assertWritable, readTexts } from "./database/ledger.ts";
import { lockHolder, withLock } from "./database/lock.ts";
import { refreshDatabase } from "./database/server.ts";
import type { Target } from "./database/target.ts";
import { describeApplied, describeRevision, revisionState } from "./describe.ts";
import { DatabaseError } from "./errors.ts";
import type { Direction, Listener } from "./events.ts";
import type { Step } from "./graph/index.ts";
import { assertNotEmpty, type Project, readProject } from "./project.ts";
import type * as results from "./results.ts";
import type { ReadContents } from "./revision/read.ts";
import { editedRevisions, foreignRevisions, pendingRevisions, readState, type State } from "./state.ts";

/** How a plan is to be run. Durations in milliseconds; what is not given is as configured. */
export interface RunSettings {
  /** Plans and tells, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Every step is kept, or none. */
  readonly singleTransaction?: boolean | undefined;
  readonly lockTimeout?: number | undefined;
  readonly statementTimeout?: number | undefined;
  /** How long to wait for another migraph. */
  readonly wait?: number | undefined;
}

export interface UpgradeSettings extends RunSettings {
  /** Runs revisions too that lie below applied ones. */
  readonly outOfOrder?: boolean | undefined;
}

export interface StampSettings extends Pick<RunSettings, "dryRun" | "wait"> {
  /** Forgets everything first, foreign revisions too. */
  readonly purge?: boolean | undefined;
}

/** The operations: each reads the files anew, plans, and applies. The connection is kept until close(). */
export class Migrator {
  readonly #config: ResolvedConfig;
  readonly #target: Target;
  readonly #emit: Listener;
  readonly #interruption = new AbortController();

  /** For openMigrator, which puts the parts together. */
  constructor(config: ResolvedConfig, target: Target, emit: Listener) {
    this.#config = config;
    this.#target = target;
    this.#emit = emit;
  }

  /** Ends the connection, and an embedded server that nobody else uses. */
  close(): Promise<void> {
    return this.#target.close();
  }

  /**
   * Cancels what a script is doing and stops the run there; the operation that is under way then throws. False when
   * nothing is connected, and so nothing under way.
   */
  interrupt(): boolean {
    this.#interruption.abort();
    return this.#target.cancel();
  }

  heads(): results.RevisionList {
    const project = this.#read("headers");
    return entries(project, project.graph.heads());
  }

  bases(): results.RevisionList {
    const project = this.#read("headers");
    return entries(project, project.graph.bases());
  }

  /** Revisions with two children or more, with the children. */
  branches(): results.BranchList {
    const project = this.#read("headers");
    const { revisions } = entries(project, project.graph.branchPoints());
    return { revisions: revisions.map((entry) => ({ ...entry, children: project.graph.children(entry.revision) })) };
  }

  /** Newest first; all of it unless a range is given. With the state of each where there is a database. */
  async history(range?: string): Promise<results.History> {
    const project = this.#read("headers");
    const state = await this.#stateIfAny(project);
    const graph = state?.graph ?? project.graph;
    const ids = range === undefined ? [...graph.ids()].reverse() : graph.range(range, { applied: appliedIds(state) });
    const revisions = ids.map((id) => ({ ...describe(id, project, state), ...stateOf(id, project, state) }));
    return { revisions, heads: project.graph.heads() };
  }

  /** The revisions that an address names, with their SQL. */
  async show(address: string): Promise<{ revisions: readonly results.Shown[] }> {
    const project = this.#read("scripts");
    const state = await this.#stateIfAny(project);
    const graph = state?.graph ?? project.graph;
    const ids = graph.resolve(address, { applied: appliedIds(state) });
    return { revisions: await Promise.all(ids.map((id) => this.#shown(id, project, state))) };
  }

  /** `targets`: addresses; the only head unless given. */
  upgrade(targets: string | readonly string[] = "head", settings: UpgradeSettings = {}): Promise<results.RunResult> {
    const outOfOrder = settings.outOfOrder ?? false;
    return this.#run(settings, ({ graph, applied }) => graph.upgrade(applied.keys(), targets, { outOfOrder }));
  }

  /** `target`: the address of what stays; one step down unless given. */
  downgrade(target: string | readonly string[] = "-1", settings: RunSettings = {}): Promise<results.RunResult> {
    return this.#run(settings, ({ graph, applied }) => graph.downgrade(applied.keys(), target));
  }

  /** Down and up again: the `count` applied revisions that are last in graph order. */
  redo(count = 1, settings: RunSettings = {}): Promise<results.RunResult> {
    return this.#run(settings, ({ graph, applied }) => {
      const newest = graph.sort(applied.keys()).slice(-count);
      const down = newest.toReversed().map((revision) => ({ revision, direction: "down" as const }));
      return [...down, ...newest.map((revision) => ({ revision, direction: "up" as const }))];
    });
  }

  /** Records without running: the targets and their ancestors are applied then, their descendants are not. */
  async stamp(targets: string | readonly string[], settings: StampSettings = {}): Promise<results.RunResult> {
    const project = this.#read("scripts");
    const purge = settings.purge ?? false;
    const plan = ({ graph, applied }: State) =>
      planStamps(graph, project.folders, new Set(applied.keys()), graph.stamp(applied.keys(), targets, { purge }));
    const before = await this.#state(project);
    const planned = plan(before);
    const told = planned.map(({ revision, direction }) => ({
      revision: revision.id,
      direction,
      message: revision.message,
    }));
    if (planned.length === 0 || settings.dryRun) return outcome(before, told, settings.dryRun ?? false);
    return this.#underLock(before, project, settings.wait, async (state) => {
      const steps = plan(state);
      return outcome(state, await runStamp(state.database, steps, this.#emit), false);
    });
  }

  /** The applied heads; `heads` are those on disk. */
  async current(): Promise<results.RevisionList & { readonly heads: readonly string[]; readonly at_heads: boolean }> {
    const project = this.#read("headers", { empty: true });
    const state = await this.#state(project);
    const current = state.graph.current(state.applied.keys());
    const heads = project.graph.heads();
    const atHeads = current.length === heads.length && current.every((id) => heads.includes(id));
    return { revisions: current.map((id) => describe(id, project, state)), heads, at_heads: atHeads };
  }

  async status(): Promise<results.Status> {
    const project = this.#read("scripts", { empty: true });
    const state = await this.#state(project);
    const { server, schema } = state.database;
    return {
      database: server.database,
      server: `PostgreSQL ${server.version}`,
      ledger: { schema, exists: state.ledger.exists },
      applied: state.applied.size,
      heads: state.graph.current(state.applied.keys()),
      disk_heads: project.graph.heads(),
      pending: pendingRevisions(state, project),
      foreign: foreignRevisions(state, project),
      edited: editedRevisions(state, project),
      out_of_order: state.graph.missing(state.applied.keys()),
      interrupted: [],
      lock: (await lockHolder(state.database)) ?? null,
    };
  }

  check(settings: CheckSettings = {}): Promise<results.CheckResult> {
    return checkFiles(this.#config.directories, settings);
  }

  /** Writes a new revision's folder. */
  create(message: string, options: CreateOptions = {}): results.Created {
    return createRevision(this.#read("headers", { empty: true }), message, this.#config.folderName, options);
  }

  /** Writes a revision that joins heads: all of them unless addresses are given. */
  merge(addresses: readonly string[] = [], options: MergeOptions = {}): results.Created {
    return createMerge(this.#read("headers"), addresses, this.#config.folderName, options);
  }

  /** Look, plan; if there is something to do, take the lock, look and plan again, and do it. */
  async #run(settings: RunSettings, plan: (state: State) => readonly Step<Direction>[]): Promise<results.RunResult> {
    const project = this.#read("scripts");
    const planned = (state: State) =>
      planScripts(state.graph, project.folders, new Set(state.applied.keys()), plan(state));
    const before = await this.#state(project);
    const first = planned(before);
    if (first.length > 0) await assertRunnable(first);
    if (first.length === 0 || settings.dryRun) {
      return outcome(
        before,
        first.map((step) => reportStep(step)),
        settings.dryRun ?? false,
      );
    }
    return this.#underLock(before, project, settings.wait, async (state) => {
      const steps = planned(state);
      const reports = await runPlan(state.database, steps, {
        settings: {
          lockTimeout: settings.lockTimeout ?? this.#config.lockTimeout,
          statementTimeout: settings.statementTimeout ?? this.#config.statementTimeout,
        },
        singleTransaction: settings.singleTransaction ?? false,
        emit: this.#emit,
        signal: this.#interruption.signal,
        headsAfter: (done) =>
          state.graph.current(
            appliedAfter(
              state,
              done.map((step) => reportStep(step)),
            ),
          ),
        knownLedger: knownLedgerRevisions(),
      });
      return outcome(state, reports, false);
    });
  }

  async #underLock<Result>(
    before: State,
    project: Project,
    wait: number | undefined,
    work: (state: State) => Promise<Result>,
  ): Promise<Result> {
    assertWritable(before.database);
    const onWaiting = (holder: Parameters<Parameters<typeof withLock>[1]["onWaiting"]>[0], patience: number) =>
      this.#emit({ type: "lock-waiting", holder, wait: patience });
    return withLock(
      before.database,
      { wait: wait ?? this.#config.wait, onWaiting, signal: this.#interruption.signal },
      async () => {
        const database = await refreshDatabase(before.database);
        assertWritable(database);
        const state = await readState(database, project, knownLedgerRevisions());
        await upgradeLedger(database, state.ledger, this.#emit);
        await followHeaders(database, state.graph, state.ledger.applied);
        return work(state);
      },
    );
  }

  #read(contents: ReadContents, allow: { readonly empty?: boolean } = {}): Project {
    const project = readProject(this.#config.directories, contents);
    if (!allow.empty) assertNotEmpty(project);
    return project;
  }

  async #state(project: Project): Promise<State> {
    return readState(await this.#target.open(), project, knownLedgerRevisions());
  }

  /** For what can be told without a database: one that was only found configured may be out of reach. */
  async #stateIfAny(project: Project): Promise<State | undefined> {
    if (!this.#target.configured) return undefined;
    try {
      return await this.#state(project);
    } catch (error) {
      if (!(error instanceof DatabaseError) || this.#config.url?.explicit) throw error;
      this.#emit({ type: "warning", message: `shown without the database's state: ${error.message}` });
      return undefined;
    }
  }

  async #shown(id: string, project: Project, state: State | undefined): Promise<results.Shown> {
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
      ...stateOf(id, project, state),
      ...(edited === undefined ? {} : { edited: edited.files.map((file) => ({ file, ran: ranText(kept, file) })) }),
      ...(applied === undefined ? {} : { applied: describeApplied(applied) }),
    };
  }
}

function entries(project: Project, ids: readonly string[]): results.RevisionList {
  return { revisions: ids.map((id) => describe(id, project, undefined)) };
}

function describe(id: string, project: Project, state: State | undefined): results.RevisionEntry {
  const revision = project.folders.get(id) ?? state?.applied.get(id);
  if (revision === undefined) throw new TypeError(`${id} is neither on disk nor in the ledger`);
  return describeRevision(revision);
}

function stateOf(id: string, project: Project, state: State | undefined): { state?: results.RevisionState } {
  return state === undefined ? {} : { state: revisionState(project.folders.has(id), state.applied.has(id)) };
}

function ranText(kept: Awaited<ReturnType<typeof readTexts>> | undefined, file: string): string | null {
  if (kept === undefined) return null;
  return file === "up.sql" ? kept.up : file === "down.sql" ? kept.down : kept.verify;
}

function appliedIds(state: State | undefined): readonly string[] {
  return state === undefined ? [] : [...state.applied.keys()];
}

function outcome(state: State, steps: results.RunResult["steps"], dryRun: boolean): results.RunResult {
  return { steps, heads: state.graph.current(appliedAfter(state, steps)), dry_run: dryRun };
}

function appliedAfter(state: State, steps: results.RunResult["steps"]): ReadonlySet<string> {
  const applied = new Set(state.applied.keys());
  for (const { revision, direction } of steps) {
    if (direction === "up" || direction === "stamp") applied.add(revision);
    else applied.delete(revision);
  }
  return applied;
}
