import type { Command, NamedCommand } from "../command.ts";

export interface CommandEntry extends NamedCommand {
  readonly load: () => Promise<{ readonly command: Command }>;
}

/**
 * Names and summaries are there at once for the help. The commands come in one file, but for those that look at headers
 * alone, and are to answer at once.
 */
const all = () => import("./all.ts");
const lists = () => import("./lists.ts");

/** All commands in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "init", summary: "Set up a project: config file and directory", load: async () => (await all()).init },
  {
    name: "new",
    aliases: ["create", "revision"],
    summary: "Write a new revision",
    load: async () => (await all()).new,
  },
  {
    name: "baseline",
    summary: "Write a live database's schema as the first revision",
    load: async () => (await all()).baseline,
  },
  { name: "merge", summary: "Write a revision that joins heads", load: async () => (await all()).merge },
  {
    name: "commute",
    summary: "Try whether branches can be applied in either order",
    load: async () => (await all()).commute,
  },
  { name: "rebase", summary: "Give revisions other parents", load: async () => (await all()).rebase },
  {
    name: "squash",
    summary: "Make one revision of a run of them, proved to be the same",
    load: async () => (await all()).squash,
  },
  { name: "heads", summary: "List revisions without children", load: async () => (await lists()).heads },
  { name: "bases", summary: "List revisions without parents", load: async () => (await lists()).bases },
  { name: "branches", summary: "List revisions with several children", load: async () => (await lists()).branches },
  { name: "history", summary: "List revisions, newest first", load: async () => (await all()).history },
  {
    name: "graph",
    summary: "Draw the graph, for terminals, browsers and tools",
    load: async () => (await all()).graph,
  },
  { name: "show", summary: "Show revisions with their SQL", load: async () => (await all()).show },
  { name: "upgrade", summary: "Apply pending revisions", load: async () => (await all()).upgrade },
  { name: "downgrade", summary: "Revert applied revisions", load: async () => (await all()).downgrade },
  { name: "redo", summary: "Revert the newest revisions and apply them again", load: async () => (await all()).redo },
  { name: "stamp", summary: "Record revisions without running them", load: async () => (await all()).stamp },
  { name: "current", summary: "List the applied heads", load: async () => (await all()).current },
  {
    name: "status",
    summary: "Show where the database stands, and what to do next",
    load: async () => (await all()).status,
  },
  { name: "verify", summary: "Run verify.sql of applied revisions", load: async () => (await all()).verify },
  { name: "dump", summary: "Print the schema as SQL", load: async () => (await all()).dump },
  { name: "diff", summary: "Show what was changed since it ran", load: async () => (await all()).diff },
  {
    name: "diff-schema",
    summary: "Print the SQL that leads from the graph to a declared schema",
    load: async () => (await all()).diffSchema,
  },
  { name: "repair", summary: "Take edited scripts into the ledger", load: async () => (await all()).repair },
  { name: "unlock", summary: "Break the lock of another migraph", load: async () => (await all()).unlock },
  {
    name: "trace",
    aliases: ["locks"],
    summary: "Show what each statement locks, and for how long",
    load: async () => (await all()).trace,
  },
  { name: "check", summary: "Check the revision files; for CI", load: async () => (await all()).check },
  { name: "test", summary: "Try every revision up, down and up again", load: async () => (await all()).test },
  {
    name: "drift",
    summary: "Compare the live schema with what the revisions make",
    load: async () => (await all()).drift,
  },
  {
    name: "scratch",
    summary: "List what proofs have left on a server, and remove it",
    load: async () => (await all()).scratch,
  },
  {
    name: "completion",
    summary: "Print a script that completes command lines",
    load: async () => (await all()).completion,
  },
];

export function commandNamed(name: string): CommandEntry | undefined {
  return COMMANDS.find((command) => command.name === name || command.aliases?.includes(name));
}
