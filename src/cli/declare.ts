import { type CAC, cac, type Command as DeclaredCommand } from "cac";
import type { Command, NamedCommand } from "./command.ts";
import { GLOBAL_OPTIONS } from "./option.ts";

/** The command line as the parser is told of it. The arguments and options of `command` are those of `named`. */
export function declare(commands: readonly NamedCommand[], named?: NamedCommand, command?: Command): CAC {
  const cli = cac("migraph");
  for (const { flags, description } of GLOBAL_OPTIONS) cli.option(flags, description);
  for (const entry of commands) {
    const own = entry.name === named?.name ? command : undefined;
    const declared = cli.command(`${entry.name} ${own?.args ?? ""}`.trim(), entry.summary);
    if (own !== undefined) declareOwn(declared, own);
  }
  return cli;
}

function declareOwn(declared: DeclaredCommand, { options, examples }: Command): void {
  for (const { flags, description } of options) declared.option(flags, description);
  for (const [line, does] of examples) declared.example(`  $ ${line}\n      ${does}`);
}
