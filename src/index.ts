export type { CreateOptions, MergeOptions } from "./author/create.ts";
export { type Initialised, initialise } from "./author/initialise.ts";
export type { CheckSettings } from "./check/files.ts";
export { type Config, defineConfig } from "./config.ts";
export * from "./errors.ts";
export type { Direction, Listener, LockHolder, MigraphEvent, Notice, StepReport } from "./events.ts";
export type { Migrator, RunSettings, StampSettings, UpgradeSettings } from "./migrator.ts";
export { type MigratorOptions, openMigrator } from "./open.ts";
export type * from "./results.ts";
