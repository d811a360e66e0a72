import { UsageError } from "../../errors.ts";
import { printRebased } from "../../report/rebased.ts";
import type { Command } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "<...revisions>",
  details:
    "Gives revisions other parents, by rewriting their headers: instead of a merge, two lines become one. Of a run such as " +
    "a:b the first begins to continue --onto, and the rest stays on it, as does all else that stands on it. The " +
    "database is asked first: what is applied there is not moved.",
  headersOnly: true,
  options: [
    { flags: "--onto <address>", description: "New parent; may be repeated; base for none", repeatable: true },
    { flags: "--touch", description: "Set created of all that moves to now" },
    { flags: "--offline", description: "Ask no database whether it is applied" },
    { flags: "--dry-run", description: "Say what would be done, and do nothing" },
    START_OPTION,
  ],
  examples: [
    ["migraph rebase 3f2a --onto 9d8e", "3f2a… and all that stands on it, on top of 9d8e…"],
    ["migraph rebase 3f2a:7c1b --onto billing@head --dry-run", "a run of revisions; only told"],
    ["migraph rebase notify --onto base", "the branch notify becomes a lineage of its own"],
  ],
  async run({ args, options, output, openMigrator }) {
    const onto = options.list("onto");
    if (onto === undefined) {
      throw new UsageError("rebase needs --onto", {
        hint: "name what is to be continued, as in migraph rebase 3f2a --onto 9d8e; `migraph heads` lists the heads",
      });
    }
    const migrator = await openMigrator();
    const result = await migrator.rebase(args, {
      onto,
      touch: options.has("touch"),
      offline: options.has("offline"),
      dryRun: options.has("dry-run"),
    });
    if (output.json) output.document(result);
    else printRebased(result, output);
    return undefined;
  },
};
