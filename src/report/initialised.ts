import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** What a new project has been given, and how to go on. */
export function printInitialised(
  { made, kept }: { readonly made: readonly string[]; readonly kept: readonly string[] },
  output: Output,
): void {
  for (const path of made) output.print(`made   ${escapeControls(path)}`);
  for (const path of kept) output.print(`kept   ${escapeControls(path)}`);
  output.print('\nNext: `migraph new "what it does"` writes a revision.');
  output.print("Where the database is, DATABASE_URL or --url says; --url embedded:./database needs no server.");
}
