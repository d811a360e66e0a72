import type { CreateOptions, MergeOptions } from "./author/create.ts";
import type { CreateFromOptions } from "./author/create-from.ts";
import type { RebaseSettings } from "./author/rebase.ts";
import type { CheckSettings, SinceSettings } from "./check/files.ts";
import { appliedIds, describe, describeRevision } from "./describe.ts";
import { UsageError } from "./errors.ts";
import type { Direction } from "./events.ts";
import type { Step } from "./graph/index.ts";
import type { Project } from "./project.ts";
import type { MergeProofSettings } from "./proving.ts";
import type * as results from "./results.ts";
import type { DifferenceSettings } from "./schema/delta/settings.ts";
import type { ScratchRequest } from "./schema/scratch/index.ts";
import type {
  BaselineSettings,
  DriftSettings,
  DumpSettings,
  GraphSettings,
  OfflineSettings,
  RepairSettings,
  RunSettings,
  ScratchSettings,
  SettleSettings,
  StampSettings,
  UnlockSettings,
  UpgradeSettings,
  VerifySettings,
} from "./settings.ts";
import type { SquashSettings } from "./squash/squash.ts";
import type { State } from "./state.ts";
import type { Workplace } from "./workplace.ts";

/**
 * The operations: each reads the files anew, plans, and applies. The connection is kept until close(). What an operation
 * needs is loaded when it is called: half of them never see a database, and are to answer at once.
 */
export class Migrator {
  readonly #workplace: Workplace;

  /** For openMigrator, which puts the parts together. */
  constructor(workplace: Workplace) {
    this.#workplace = workplace;
  }

  /** Ends the connection, and an embedded server that nobody else uses. */
  close(): Promise<void> {
    return this.#workplace.close();
  }

  /**
   * Cancels what a script is doing and stops the run there; the operation that is under way then throws
   * InterruptedError. False when nothing is connected or nothing under way.
   */
  interrupt(): boolean {
    return this.#workplace.interrupt();
  }

  heads(): results.RevisionList {
    const project = this.#workplace.read("headers");
    return entries(project, project.graph.heads());
  }

  bases(): results.RevisionList {
    const project = this.#workplace.read("headers");
    return entries(project, project.graph.bases());
  }

  /** Revisions with two children or more, with the children. */
  branches(): results.BranchList {
    const project = this.#workplace.read("headers");
    const { graph } = project;
    const points = entries(project, graph.branchPoints()).revisions;
    const revisions = points.map((entry) => ({ ...entry, children: graph.children(entry.revision) }));
    const children = [...new Set(revisions.flatMap((entry) => entry.children))];
    return { revisions, children: entries(project, children).revisions };
  }

  /** Newest first; all of it unless a range is given. With the state of each where there is a database. */
  history(range?: string): Promise<results.History> {
    return this.#workplace.inTurn(async (signal) => {
      const project = this.#workplace.read("headers");
      const state = await this.#workplace.stateIfAny(project, signal);
      const graph = state?.graph ?? project.graph;
      const ids = range === undefined ? [...graph.ids()].reverse() : graph.range(range, { applied: appliedIds(state) });
      return { revisions: ids.map((id) => describe(id, project, state)), heads: project.graph.heads() };
    });
  }

  /** The graph for a picture, or a range of it, with what is applied where. */
  graph(range?: string, settings: GraphSettings = {}): Promise<results.Graph> {
    return this.#workplace.inTurn(async (signal) => {
      const { scripts = false, databases = [] } = settings;
      const own = await this.#workplace.target();
      const others = await Promise.all(
        databases.map(async ({ name, url }) => ({
          name,
          target: await this.#workplace.openTarget(url),
          required: false,
        })),
      );
      const configured = own.configured ? [{ name: undefined, target: own, required: own.explicit }] : [];
      const sources = [...configured, ...others];
      const project = this.#workplace.read(scripts || sources.length > 0 ? "scripts" : "headers");
      try {
        const patience = { wait: this.#workplace.config.waitToConnect, signal };
        const { readSources } = sources.length === 0 ? { readSources: () => [] } : await import("./reading.ts");
        const readings = await readSources(project, sources, this.#workplace.emit, this.#workplace.redactor, patience);
        return await (await import("./picture.ts")).pictureOf(project, readings, range, scripts);
      } finally {
        await Promise.all(others.map(({ target }) => target.close()));
      }
    });
  }

  /** The revisions that an address names, with their SQL. */
  show(address: string): Promise<{ revisions: readonly results.Shown[] }> {
    return this.#workplace.inTurn(async (signal) => {
      const project = this.#workplace.read("scripts");
      const state = await this.#workplace.stateIfAny(project, signal);
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
    return this.#workplace.inTurn(async (signal) => {
      const { changeByStamp } = await import("./change.ts");
      return changeByStamp(await this.#workplace.changing(signal, settings.wait), targets, settings);
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
    return this.#workplace.inTurn(async (signal) => {
      const project = this.#workplace.read("headers", { empty: true });
      const state = await this.#workplace.state(project, signal);
      return (await import("./standing.ts")).currentOf(project, state);
    });
  }

  status(): Promise<results.Status> {
    return this.#workplace.inTurn(async (signal) => {
      const project = this.#workplace.read("scripts", { empty: true });
      const state = await this.#workplace.state(project, signal);
      return (await import("./standing.ts")).statusOf(project, state, this.#workplace.config);
    });
  }

  /** Breaks the lock of whoever holds it: `agreed` is whom a dry run has shown. */
  unlock(settings: UnlockSettings = {}): Promise<results.Unlocked> {
    return this.#workplace.inTurn(async (signal) => {
      const { unlock } = await import("./unlock.ts");
      return unlock(await this.#workplace.open(signal), settings, this.#workplace.emit);
    });
  }

  /** What ran against what is on disk: of what an address names, or else of every edited revision. */
  diff(address?: string): Promise<results.Differences> {
    return this.#workplace.inTurn(async (signal) => {
      const project = this.#workplace.read("scripts");
      const state = await this.#workplace.state(project, signal);
      return (await import("./differences.ts")).differencesOf(state, project, address);
    });
  }

  /**
   * Runs verify.sql of applied revisions: of those that addresses or ranges name, or else of all that have one. Nothing
   * that they do is kept.
   */
  verify(addresses: string | readonly string[] = [], settings: VerifySettings = {}): Promise<results.VerifyResult> {
    return this.#workplace.inTurn(async (signal) => {
      const { verifyApplied } = await import("./check/verify.ts");
      return verifyApplied(this.#workplace, [addresses].flat(), settings, signal);
    });
  }

  /** The schema as SQL: of the database, or of what the revisions build in a scratch database. */
  dump(settings: DumpSettings = {}): Promise<results.Dumped> {
    return this.#workplace.inTurn(async (signal) => {
      const { dump } = await import("./dump.ts");
      return dump(this.#workplace, settings, signal);
    });
  }

  /** Says how the statement ended at which a script outside a transaction was broken off, as somebody has found out. */
  settle(
    address: string,
    settlement: results.Settled["settlement"],
    settings: SettleSettings = {},
  ): Promise<results.Settled> {
    return this.#workplace.inTurn(async (signal) => {
      const { changeBySettlement } = await import("./settlement.ts");
      return changeBySettlement(await this.#workplace.changing(signal, settings.wait), address, settlement, settings);
    });
  }

  /** Takes changed scripts into the ledger as if they had been run: of what an address names, or else all of them. */
  repair(address?: string, settings: RepairSettings = {}): Promise<results.Repaired> {
    return this.#workplace.inTurn(async (signal) => {
      const { changeByRepair } = await import("./repair.ts");
      return changeByRepair(await this.#workplace.changing(signal, settings.wait), address, settings);
    });
  }

  /**
   * Runs revisions in a scratch database, and tells what each of their statements locks, reads through and rewrites: those
   * of an address or a range, or else what is pending, or everything where no database is configured.
   */
  trace(range?: string, scratch: ScratchRequest = {}): Promise<results.TraceResult> {
    return this.#workplace.inTurn(async (signal) => {
      const { traceRevisions } = await import("./check/locks/trace.ts");
      return traceRevisions(this.#workplace, range, scratch, signal);
    });
  }

  /** The files; and where there is a database, what of it is not as they say. */
  check(settings: CheckSettings = {}): Promise<results.CheckResult> {
    return this.#workplace.inTurn(async (signal) => {
      const { checkFiles } = await import("./check/files.ts");
      const { directories, headsFile } = this.#workplace.config;
      const result = await checkFiles(directories, { headsFile, ...settings }, async (project) => {
        const declared = await this.#declaredFindings(project, settings, signal);
        const state = await this.#workplace.stateIfAny(project, signal, "checked");
        if (state === undefined) return declared;
        const { databaseFindings } = await import("./findings.ts");
        return [...declared, ...(await databaseFindings(state, project, settings))];
      });
      const { locks, proofs } = settings;
      const proved =
        proofs === undefined
          ? result
          : await (await import("./proving.ts")).withProofFindings(this.#workplace, result, proofs);
      if (locks === undefined) return proved;
      const { withLockFindings } = await import("./check/locks/check.ts");
      return withLockFindings(this.#workplace, proved, locks, signal);
    });
  }

  /**
   * Tries in scratch databases whether lines of work can be applied in either order: every two of those that addresses
   * name, or else what each merge joins, and the heads.
   */
  commute(addresses: string | readonly string[] = [], settings: SinceSettings = {}): Promise<results.Commuted> {
    return this.#workplace.inTurn(async () => {
      const { commute } = await import("./proving.ts");
      return commute(this.#workplace, [addresses].flat(), settings);
    });
  }

  /** The live schema against what the revisions in the ledger make of an empty database. */
  drift(settings: DriftSettings = {}): Promise<results.DriftResult> {
    return this.#workplace.inTurn(async (signal) => {
      const { findDrift } = await import("./check/drift.ts");
      return findDrift(this.#workplace, signal, settings);
    });
  }

  /**
   * Takes revisions up, down and up again in a scratch database, and compares the schema after each step: all, or a range
   * as `history` takes them.
   */
  test(range?: string, { scratch: url, makeRoles }: ScratchSettings = {}): Promise<results.RoundTrips> {
    return this.#workplace.inTurn(async (signal) => {
      const { testRoundTrips } = await import("./check/round-trip/index.ts");
      return testRoundTrips(this.#workplace, range, { url, makeRoles }, signal);
    });
  }

  /** What proofs that were broken off have left on the server for scratch databases; `clean` removes it. */
  scratch(
    settings: { readonly scratch?: string | undefined; readonly clean?: boolean } = {},
  ): Promise<results.Leftovers> {
    return this.#workplace.inTurn(async (signal) => {
      const { leftovers } = await import("./schema/scratch/leftovers.ts");
      return leftovers(this.#workplace, { url: settings.scratch, clean: settings.clean ?? false }, signal);
    });
  }

  /** Writes a new revision's folder. */
  async create(message: string, options: CreateOptions = {}): Promise<results.Created> {
    const { writeNew } = await import("./author/authoring.ts");
    return writeNew(this.#workshop, message, options);
  }

  /**
   * Writes a revision that joins heads: all of them unless addresses are given. It is proved first that they can be
   * applied in either order.
   */
  merge(
    addresses: readonly string[] = [],
    { proof, allowConflict, ...options }: MergeOptions & MergeProofSettings = {},
  ): Promise<results.Merged> {
    return this.#workplace.inTurn(async () => {
      const { writeMerge } = await import("./author/authoring.ts");
      const settings = { proof, allowConflict };
      const proved =
        proof === false
          ? undefined
          : await (await import("./proving.ts")).proveMerge(
              this.#workplace,
              addresses,
              options.splice ?? false,
              settings,
            );
      return { ...(await writeMerge(this.#workshop, addresses, options)), proof: proved ?? null };
    });
  }

  /** Writes the revisions that lead to a declared schema, each proved in both directions in scratch databases. */
  createFrom(message: string, options: CreateFromOptions): Promise<results.CreatedFrom> {
    return this.#workplace.inTurn(async (signal) => {
      const { createFrom } = await import("./author/create-from.ts");
      return createFrom(this.#workplace, message, options, signal);
    });
  }

  /** The SQL that leads from what the graph builds to a declared schema, and back. */
  diffSchema(settings: DifferenceSettings): Promise<results.SchemaDelta> {
    return this.#workplace.inTurn(async (signal) => {
      const { differencePlace } = await import("./author/difference.ts");
      const { schemaDelta } = await import("./schema/delta/difference.ts");
      return schemaDelta(differencePlace(this.#workplace, settings, signal), settings);
    });
  }

  /**
   * Gives revisions that are not applied new parents. `revisions`: addresses, and ranges such as `a:b`. The database is
   * asked what is applied, where one is configured.
   */
  rebase(revisions: string | readonly string[], settings: RebaseSettings): Promise<results.Rebased> {
    return this.#workplace.inTurn(async (signal) => {
      const { carryOut } = await import("./author/authoring.ts");
      const { planRebase } = await import("./author/rebase.ts");
      const project = this.#workplace.read("headers");
      const plan = planRebase(project, [revisions].flat(), settings);
      const state = settings.offline ? undefined : await this.#workplace.stateToObey(project, signal);
      return carryOut(this.#workshop, project, plan, state?.applied.keys(), settings.dryRun ?? false);
    });
  }

  /**
   * Makes one revision of a run of them, named by ranges and addresses, if that is proved to be the same in scratch
   * databases. It keeps the id of the run's end, so that databases that have the run need nothing.
   */
  squash(revisions: string | readonly string[], settings: SquashSettings = {}): Promise<results.Squashed> {
    return this.#workplace.inTurn(async (signal) => {
      const { squash } = await import("./squash/squash.ts");
      return squash(this.#workplace, [revisions].flat(), settings, signal);
    });
  }

  /**
   * Writes what the database has as a first revision, proved in a scratch database, and records it there without running
   * it.
   */
  baseline(message = "Baseline", settings: BaselineSettings = {}): Promise<results.Baselined> {
    return this.#workplace.inTurn(async (signal) => {
      const { baseline } = await import("./baseline.ts");
      return baseline(this.#workplace, this.#workshop, message, settings, signal);
    });
  }

  /** Writes the configured heads file; `rebase`, `merge` and `create` do so by themselves. */
  async writeHeads(): Promise<results.HeadsWritten> {
    const { writeHeadsFile } = await import("./author/authoring.ts");
    const { project, file, changed } = writeHeadsFile(this.#workshop);
    return { ...entries(project, project.graph.heads()), file, changed };
  }

  async #declaredFindings(project: Project, { declared }: CheckSettings, signal: AbortSignal) {
    if (declared === undefined) return [];
    const { declaredFindings } = await import("./check/declared.ts");
    return declaredFindings(this.#workplace, project, declared, signal);
  }

  get #workshop() {
    return { ...this.#workplace.config, emit: this.#workplace.emit };
  }

  #offline() {
    return { config: this.#workplace.config, project: this.#workplace.read("scripts"), emit: this.#workplace.emit };
  }

  #run(settings: RunSettings, plan: (state: State) => readonly Step<Direction>[]): Promise<results.RunResult> {
    return this.#workplace.inTurn(async (signal) => {
      const { changeByScripts } = await import("./change.ts");
      const changing = await this.#workplace.changing(signal, settings.wait);
      const result = await changeByScripts(changing, settings, plan);
      const file = settings.dump ?? this.#workplace.config.dump;
      if (!file || result.dry_run) return result;
      await (await import("./dump.ts")).keepDump(this.#workplace, file, settings.dump !== undefined, result, signal);
      return result;
    });
  }
}

function entries(project: Project, ids: readonly string[]): results.RevisionList {
  const revisions = ids.flatMap((id) => project.folders.get(id) ?? []);
  return { revisions: revisions.map(describeRevision) };
}
