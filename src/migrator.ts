import type { CreateOptions, MergeOptions } from "./author/create.ts";
import type { RebaseSettings } from "./author/rebase.ts";
import type { CheckSettings } from "./check/files.ts";
import type { ResolvedConfig } from "./config.ts";
import type { Database } from "./database/server.ts";
import type { Target } from "./database/target.ts";
import { appliedIds, describe, describeRevision } from "./describe.ts";
import { DatabaseError, InterruptedError, UsageError } from "./errors.ts";
import type { Direction, Listener } from "./events.ts";
import type { Step } from "./graph/index.ts";
import { assertNotEmpty, type Project, readProject } from "./project.ts";
import type { Redactor } from "./redactor.ts";
import type * as results from "./results.ts";
import type { ReadContents } from "./revision/read.ts";
import type {
  GraphSettings,
  OfflineSettings,
  RepairSettings,
  RunSettings,
  SettleSettings,
  StampSettings,
  UnlockSettings,
  UpgradeSettings,
} from "./settings.ts";
import type { State } from "./state.ts";

/**
 * The operations: each reads the files anew, plans, and applies. The connection is kept until close(). What an operation
 * needs is loaded when it is called: half of them never see a database, and are to answer at once.
 */
export class Migrator {
  readonly #config: ResolvedConfig;
  readonly #openTarget: (url?: string) => Promise<Target>;
  readonly #emit: Listener;
  readonly #redactor: Redactor;
  /** Of the operation that is under way. */
  #interruption: AbortController | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #opening: Promise<Target> | undefined;
  #target: Target | undefined;

  /** For openMigrator, which puts the parts together. */
  constructor(
    config: ResolvedConfig,
    openTarget: (url?: string) => Promise<Target>,
    emit: Listener,
    redactor: Redactor,
  ) {
    this.#config = config;
    this.#openTarget = openTarget;
    this.#emit = emit;
    this.#redactor = redactor;
  }

  /** Ends the connection, and an embedded server that nobody else uses. */
  async close(): Promise<void> {
    await (await this.#opening)?.close();
  }

  /**
   * Cancels what a script is doing and stops the run there; the operation that is under way then throws
   * InterruptedError. False when nothing is connected or nothing under way.
   */
  interrupt(): boolean {
    if (this.#interruption === undefined) return false;
    this.#interruption.abort();
    return this.#target?.cancel() ?? false;
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
    const { graph } = project;
    const points = entries(project, graph.branchPoints()).revisions;
    const revisions = points.map((entry) => ({ ...entry, children: graph.children(entry.revision) }));
    const children = [...new Set(revisions.flatMap((entry) => entry.children))];
    return { revisions, children: entries(project, children).revisions };
  }

  /** Newest first; all of it unless a range is given. With the state of each where there is a database. */
  history(range?: string): Promise<results.History> {
    return this.#inTurn(async (signal) => {
      const project = this.#read("headers");
      const state = await this.#stateIfAny(project, signal);
      const graph = state?.graph ?? project.graph;
      const ids = range === undefined ? [...graph.ids()].reverse() : graph.range(range, { applied: appliedIds(state) });
      return { revisions: ids.map((id) => describe(id, project, state)), heads: project.graph.heads() };
    });
  }

  /** The graph for a picture, or a range of it, with what is applied where. */
  graph(range?: string, settings: GraphSettings = {}): Promise<results.Graph> {
    return this.#inTurn(async (signal) => {
      const { scripts = false, databases = [] } = settings;
      const own = await this.#targetOf();
      const others = await Promise.all(
        databases.map(async ({ name, url }) => ({ name, target: await this.#openTarget(url), required: false })),
      );
      const configured = own.configured ? [{ name: undefined, target: own, required: own.explicit }] : [];
      const sources = [...configured, ...others];
      const project = this.#read(scripts || sources.length > 0 ? "scripts" : "headers");
      try {
        const patience = { wait: this.#config.waitToConnect, signal };
        const { readSources } = sources.length === 0 ? { readSources: () => [] } : await import("./reading.ts");
        const readings = await readSources(project, sources, this.#emit, this.#redactor, patience);
        return await (await import("./picture.ts")).pictureOf(project, readings, range, scripts);
      } finally {
        await Promise.all(others.map(({ target }) => target.close()));
      }
    });
  }

  /** The revisions that an address names, with their SQL. */
  show(address: string): Promise<{ revisions: readonly results.Shown[] }> {
    return this.#inTurn(async (signal) => {
      const project = this.#read("scripts");
      const state = await this.#stateIfAny(project, signal);
      const graph = state?.graph ?? project.graph;
      const ids = graph.resolve(address, { applied: appliedIds(state) });
      const { shownOf } = await import("./standing.ts");
      return { revisions: await Promise.all(ids.map((id) => shownOf(id, project, state))) };
    });
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
  async redo(count = 1, settings: RunSettings = {}): Promise<results.RunResult> {
    if (!Number.isInteger(count) || count < 1) {
      throw new UsageError(`${count} is not a number of revisions`, { hint: "give a whole number from 1" });
    }
    return this.#run(settings, ({ graph, applied }) => {
      const newest = graph.sort(applied.keys()).slice(-count);
      const down = newest.toReversed().map((revision) => ({ revision, direction: "down" as const }));
      return [...down, ...newest.map((revision) => ({ revision, direction: "up" as const }))];
    });
  }

  /** Records without running: the targets and their ancestors are applied then, their descendants are not. */
  stamp(targets: string | readonly string[], settings: StampSettings = {}): Promise<results.RunResult> {
    return this.#inTurn(async (signal) => {
      const { changeByStamp } = await import("./change.ts");
      return changeByStamp(await this.#changing(signal, settings.wait), targets, settings);
    });
  }

  /** What upgrade() would do, as a file for psql. No database is asked: a range, or `from`, says what is applied. */
  async offlineUpgrade(targets: string | readonly string[] = [], settings: OfflineSettings = {}) {
    const { offlineUpgrade } = await import("./offline.ts");
    return offlineUpgrade(this.#offline(), [targets].flat(), settings);
  }

  /** What downgrade() would do, as a file for psql: `from:to`. */
  async offlineDowngrade(target: string, settings: OfflineSettings = {}) {
    const { offlineDowngrade } = await import("./offline.ts");
    return offlineDowngrade(this.#offline(), target, settings);
  }

  /** What stamp() would do, as a file for psql. */
  async offlineStamp(
    targets: string | readonly string[],
    settings: OfflineSettings & Pick<StampSettings, "purge"> = {},
  ) {
    const { offlineStamping } = await import("./offline.ts");
    return offlineStamping(this.#offline(), [targets].flat(), settings);
  }

  /** The applied heads; `heads` are those on disk. */
  current(): Promise<results.Current> {
    return this.#inTurn(async (signal) => {
      const project = this.#read("headers", { empty: true });
      const state = await this.#state(project, signal);
      return (await import("./standing.ts")).currentOf(project, state);
    });
  }

  status(): Promise<results.Status> {
    return this.#inTurn(async (signal) => {
      const project = this.#read("scripts", { empty: true });
      const state = await this.#state(project, signal);
      return (await import("./standing.ts")).statusOf(project, state, this.#config);
    });
  }

  /** Breaks the lock of whoever holds it: `agreed` is whom a dry run has shown. */
  unlock(settings: UnlockSettings = {}): Promise<results.Unlocked> {
    return this.#inTurn(async (signal) => {
      const { unlock } = await import("./unlock.ts");
      return unlock(await this.#open(signal), settings, this.#emit);
    });
  }

  /** What ran against what is on disk: of what an address names, or else of every edited revision. */
  diff(address?: string): Promise<results.Differences> {
    return this.#inTurn(async (signal) => {
      const project = this.#read("scripts");
      const state = await this.#state(project, signal);
      return (await import("./differences.ts")).differencesOf(state, project, address);
    });
  }

  /** Says how the statement ended at which a script outside a transaction was broken off, as somebody has found out. */
  settle(
    address: string,
    settlement: results.Settled["settlement"],
    settings: SettleSettings = {},
  ): Promise<results.Settled> {
    return this.#inTurn(async (signal) => {
      const { changeBySettlement } = await import("./settlement.ts");
      return changeBySettlement(await this.#changing(signal, settings.wait), address, settlement, settings);
    });
  }

  /** Takes changed scripts into the ledger as if they had been run: of what an address names, or else all of them. */
  repair(address?: string, settings: RepairSettings = {}): Promise<results.Repaired> {
    return this.#inTurn(async (signal) => {
      const { changeByRepair } = await import("./repair.ts");
      return changeByRepair(await this.#changing(signal, settings.wait), address, settings);
    });
  }

  /** The files; and where there is a database, what of it is not as they say. */
  check(settings: CheckSettings = {}): Promise<results.CheckResult> {
    return this.#inTurn(async (signal) => {
      const { checkFiles } = await import("./check/files.ts");
      const { directories, headsFile } = this.#config;
      return checkFiles(directories, { headsFile, ...settings }, async (project) => {
        const state = await this.#stateIfAny(project, signal, "checked");
        if (state === undefined) return [];
        const { databaseFindings } = await import("./findings.ts");
        return databaseFindings(state, project, settings);
      });
    });
  }

  /** Writes a new revision's folder. */
  async create(message: string, options: CreateOptions = {}): Promise<results.Created> {
    const { writeNew } = await import("./author/authoring.ts");
    return writeNew(this.#workshop, message, options);
  }

  /** Writes a revision that joins heads: all of them unless addresses are given. */
  async merge(addresses: readonly string[] = [], options: MergeOptions = {}): Promise<results.Created> {
    const { writeMerge } = await import("./author/authoring.ts");
    return writeMerge(this.#workshop, addresses, options);
  }

  /**
   * Gives revisions that are not applied new parents. `revisions`: addresses, and ranges such as `a:b`. The database is
   * asked what is applied, where one is configured.
   */
  rebase(revisions: string | readonly string[], settings: RebaseSettings): Promise<results.Rebased> {
    return this.#inTurn(async (signal) => {
      const { carryOut } = await import("./author/authoring.ts");
      const { planRebase } = await import("./author/rebase.ts");
      const project = this.#read("headers");
      const plan = planRebase(project, [revisions].flat(), settings);
      const state = settings.offline ? undefined : await this.#stateToObey(project, signal);
      return carryOut(this.#workshop, project, plan, state?.applied.keys(), settings.dryRun ?? false);
    });
  }

  /** Writes the configured heads file; `rebase`, `merge` and `create` do so by themselves. */
  async writeHeads(): Promise<results.HeadsWritten> {
    const { writeHeadsFile } = await import("./author/authoring.ts");
    const { project, file, changed } = writeHeadsFile(this.#workshop);
    return { ...entries(project, project.graph.heads()), file, changed };
  }

  get #workshop() {
    return { ...this.#config, emit: this.#emit };
  }

  #offline() {
    return { config: this.#config, project: this.#read("scripts"), emit: this.#emit };
  }

  #run(settings: RunSettings, plan: (state: State) => readonly Step<Direction>[]): Promise<results.RunResult> {
    return this.#inTurn(async (signal) => {
      const { changeByScripts } = await import("./change.ts");
      return changeByScripts(await this.#changing(signal, settings.wait), settings, plan);
    });
  }

  /** One operation after the other, however they are called: they share a session, and with it a transaction. */
  #inTurn<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(async () => {
      const interruption = new AbortController();
      this.#interruption = interruption;
      try {
        return await work(interruption.signal);
      } catch (thrown) {
        const error = this.#redactor.error(thrown);
        const cancelled = error instanceof DatabaseError && error.data["sqlstate"] === "57014";
        if (!cancelled || !interruption.signal.aborted) throw error;
        throw new InterruptedError("interrupted before a script was run", { hint: "run the same command again" });
      } finally {
        this.#interruption = undefined;
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #changing(signal: AbortSignal, wait: number | undefined) {
    const project = this.#read("scripts");
    const database = await this.#open(signal, wait);
    return { config: this.#config, project, database, emit: this.#emit, signal };
  }

  #read(contents: ReadContents, allow: { readonly empty?: boolean } = {}): Project {
    const project = readProject(this.#config.directories, contents);
    if (!allow.empty) assertNotEmpty(project);
    return project;
  }

  async #targetOf(): Promise<Target> {
    this.#opening ??= this.#openTarget();
    this.#target = await this.#opening;
    return this.#target;
  }

  async #open(signal: AbortSignal, wait = this.#config.waitToConnect): Promise<Database> {
    return (await this.#targetOf()).open({ wait, signal });
  }

  async #state(project: Project, signal: AbortSignal): Promise<State> {
    const database = await this.#open(signal);
    return (await import("./standing.ts")).lookAt(database, project);
  }

  /** For what must not be done against a database's state: one that is configured has to answer. */
  async #stateToObey(project: Project, signal: AbortSignal): Promise<State | undefined> {
    if (!(await this.#targetOf()).configured) return undefined;
    try {
      return await this.#state(project, signal);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      const { code, message, hint, data } = error;
      const offline = "with --offline no database is asked whether what moves is applied";
      throw new DatabaseError(code, message, {
        hint: hint === undefined ? offline : `${hint}; ${offline}`,
        data,
        cause: error,
      });
    }
  }

  /** For what can be told without a database: one that was only found configured may be out of reach. */
  async #stateIfAny(project: Project, signal: AbortSignal, done = "shown"): Promise<State | undefined> {
    const target = await this.#targetOf();
    if (!target.configured) return undefined;
    try {
      return await this.#state(project, signal);
    } catch (error) {
      if (!(error instanceof DatabaseError) || target.explicit) throw error;
      this.#emit({ type: "warning", message: `${done} without the database's state: ${error.message}` });
      return undefined;
    }
  }
}

function entries(project: Project, ids: readonly string[]): results.RevisionList {
  const revisions = ids.flatMap((id) => project.folders.get(id) ?? []);
  return { revisions: revisions.map(describeRevision) };
}
