import { UsageError } from "../../errors.ts";
import { printDelta } from "../../report/generated.ts";
import type { Command } from "../command.ts";
import { GENERATE_OPTIONS, generateSettings } from "./generate-options.ts";

export const command: Command = {
  args: "<schema>",
  details:
    "Prints the SQL that leads from what the graph builds to a declared schema: a file, a folder of files in any order, or " +
    "a database, which is only read. It was proved in scratch databases, and so was the way back, which --down prints. " +
    "`migraph new --from` writes it as a revision.",
  options: [
    {
      flags: "--parent <address>",
      description: "Compare with what it builds (head); may be repeated",
      repeatable: true,
    },
    { flags: "--down", description: "Print the SQL that leads back" },
    { flags: "--findings", description: "Print what differs instead of SQL" },
    { flags: "--exit-code", description: "Exit with 6 if anything differs" },
    ...GENERATE_OPTIONS,
  ],
  examples: [
    ["migraph diff-schema schema.sql", "what `new --from schema.sql` would write"],
    [
      "migraph diff-schema postgresql://localhost/other --exclude audit",
      "from the graph to a database, but for a schema",
    ],
    ["migraph diff-schema schema --findings --exit-code", "in words, for a script"],
  ],
  async run({ args, options, output, openMigrator }) {
    const [from] = args;
    if (from === undefined) throw new UsageError("no schema is named", { hint: "name a file, a folder or a database" });
    const delta = await (await openMigrator()).diffSchema({
      from,
      parents: options.list("parent"),
      ...generateSettings(options),
    });
    if (output.json) output.document(delta);
    else printDelta(delta, options.has("findings") ? "findings" : options.has("down") ? "down" : "up", output);
    return options.has("exit-code") && !delta.equal ? 6 : undefined;
  },
};
