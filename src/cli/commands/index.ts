import type { NamedCommand } from "../args.ts";
import type { Command } from "../command.ts";

export interface CommandEntry extends NamedCommand {
  readonly aliases?: readonly string[];
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** All commands in the order of the help; each is loaded when it is called. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "init", summary: "Set up a project: config file and directory", load: () => import("./init.ts") },
  { name: "new", aliases: ["create", "revision"], summary: "Write a new revision", load: () => import("./new.ts") },
  { name: "merge", summary: "Write a revision that joins heads", load: () => import("./merge.ts") },
  { name: "heads", summary: "List revisions without children", load: () => import("./heads.ts") },
  { name: "bases", summary: "List revisions without parents", load: () => import("./bases.ts") },
  { name: "branches", summary: "List revisions with several children", load: () => import("./branches.ts") },
  { name: "history", summary: "List revisions, newest first", load: () => import("./history.ts") },
  { name: "show", summary: "Show revisions with their SQL", load: () => import("./show.ts") },
  { name: "upgrade", summary: "Apply pending revisions", load: () => import("./upgrade.ts") },
  { name: "downgrade", summary: "Revert applied revisions", load: () => import("./downgrade.ts") },
  { name: "redo", summary: "Revert the newest revisions and apply them again", load: () => import("./redo.ts") },
  { name: "stamp", summary: "Record revisions without running them", load: () => import("./stamp.ts") },
  { name: "current", summary: "List the applied heads", load: () => import("./current.ts") },
  { name: "status", summary: "Show where the database stands, and what to do next", load: () => import("./status.ts") },
  { name: "check", summary: "Check the revision files; for CI", load: () => import("./check.ts") },
];

export function commandNamed(name: string): CommandEntry | undefined {
  return COMMANDS.find((command) => command.name === name || command.aliases?.includes(name));
}
