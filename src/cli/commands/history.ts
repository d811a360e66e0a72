import { printGraph, printHistory } from "../../report/revisions.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "[range]",
  details: "Where a database is configured, each is marked as applied, pending or foreign.",
  options: [{ flags: "--graph", description: "Draw the lanes of the graph" }, START_OPTION],
  examples: [
    ["migraph history --graph", "the whole graph"],
    ["migraph history -3:current", "the three newest that are applied, and the one before"],
    ["migraph history billing@base:billing@head", "one branch"],
  ],
  async run({ args, options, output, openMigrator }) {
    const history = await (await openMigrator()).history(args[0]);
    if (output.json) output.document({ revisions: history.revisions });
    else if (options.has("graph")) printGraph(history, output);
    else printHistory(history, output);
    return undefined;
  },
};
