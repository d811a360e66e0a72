import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

/** The lines of a unified diff as a terminal may have them: tabs stay, and nothing else in them commands it. */
export function diffLines(diff: string, output: Output): readonly string[] {
  const { green, red, cyan, bold } = output.colors;
  const paints: Readonly<Record<string, (text: string) => string>> = { "+": green, "-": red, "@": cyan };
  return diff
    .replace(/\n$/, "")
    .split("\n")
    .map((line, index) => {
      const text = line.split("\t").map(escapeControls).join("\t");
      // The two sides are named on the first two lines.
      return index < 2 ? bold(text) : (paints[line[0] ?? ""] ?? String)(text);
    });
}
