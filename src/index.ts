export type { CreateOptions, MergeOptions } from "./author/create.ts";
export type { CreateFromOptions } from "./author/create-from.ts";
export { type Initialised, initialise } from "./author/initialise.ts";
export type { RebaseSettings } from "./author/rebase.ts";
export type { ProofSettings } from "./check/bench.ts";
export type { DeclaredCheck } from "./check/declared.ts";
export type { CheckSettings, SinceSettings } from "./check/files.ts";
export { type Config, defineConfig } from "./config.ts";
export * from "./errors.ts";
export type { Blocker, Direction, Listener, MigraphEvent, Notice, StepReport } from "./events.ts";
export type { LockChoice, LockHolder, LockKind } from "./holder.ts";
export type { Migrator } from "./migrator.ts";
export { type MigratorOptions, openMigrator } from "./open.ts";
export type { MergeProofSettings } from "./proving.ts";
export type * from "./results.ts";
export type { DifferenceSettings } from "./schema/delta/settings.ts";
export type {
  BaselineSettings,
  DriftIgnore,
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
export type { SquashSettings } from "./squash/squash.ts";
