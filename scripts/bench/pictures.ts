import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeBranches, writeDiamonds } from "./history.ts";
import { compare } from "./measure.ts";

const COUNT = 10_000;

/** What it takes to draw a large graph, beside a start of Node that does nothing. */
export function pictures(program: string, folder: string): void {
  const node = process.execPath;
  const bareNode = { program: node, args: ["-e", "0"] };
  const histories: readonly (readonly [name: string, write: (directory: string) => void])[] = [
    ["a line", (directory) => writeDiamonds(directory, COUNT, 0)],
    ["1,000 diamonds", (directory) => writeDiamonds(directory, COUNT, 1_000)],
    ["30 concurrent branches", (directory) => writeBranches(directory, COUNT, 30)],
  ];
  for (const [name, write] of histories) {
    const directory = join(folder, `pictures-${name.replaceAll(/\W/g, "-")}`);
    mkdirSync(directory);
    write(directory);
    const commands = [
      "history",
      "history --graph",
      ...["text", "svg", "html"].map((format) => `graph --format ${format}`),
    ];
    for (const command of commands) {
      const args = [program, "--dir", directory, ...command.split(" ")];
      compare(
        `migraph ${command}, 10,000 revisions, ${name}, against node -e 0`,
        { program: node, args, cwd: folder },
        bareNode,
        5,
      );
    }
  }
}
