import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** Prints a unified diff of what ran against what is on disk. */
export async function printDifference(file: string, ran: string, onDisk: string, output: Output): Promise<void> {
  const { createTwoFilesPatch } = await import("diff");
  const patch = createTwoFilesPatch(`${file} as it ran`, `${file} on disk`, ran, onDisk, undefined, undefined, {
    context: 3,
  });
  const { green, red, cyan } = output.colors;
  const paints: Readonly<Record<string, (text: string) => string>> = { "+": green, "-": red, "@": cyan };
  output.print("");
  // The first line is a rule that only patch(1) has a use for.
  for (const line of patch.trimEnd().split("\n").slice(1))
    output.print((paints[line[0] ?? ""] ?? String)(escapeControls(line)));
}
