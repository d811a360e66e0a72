import type { Finding } from "../errors.ts";
import { headsText, type Project } from "../project.ts";
import { headsConflict, readHeads } from "../revision/heads-file.ts";

const REWRITE =
  "`migraph heads --write` writes it; if git has brought two lines of work together, first join them with " +
  "`migraph merge`, or put one on top of the other with `migraph rebase`: both write it too";

/** The heads file, where one is configured: it must hold the heads, or git would not see the next conflict. */
export function headsFileFindings(path: string, project: Project | undefined): readonly Finding[] {
  const file = readHeads(path);
  if (file.kind === "conflict") return [headsConflict(path, file.line)];
  if (project === undefined) return [];
  if (file.kind === "missing") {
    return [{ code: "heads_file", message: "the heads file is missing", hint: REWRITE, file: path }];
  }
  const written = file.text.split("\n").filter((line) => line !== "");
  const wanted = headsText(project)
    .split("\n")
    .filter((line) => line !== "");
  const stray = written.findIndex((line) => !wanted.includes(line));
  const lacking = wanted.filter((line) => !written.includes(line));
  if (stray === -1 && lacking.length === 0 && written.length === wanted.length) return [];
  const parts = [
    ...(stray === -1 ? [] : [`${idOf(written[stray])} stands in it`]),
    ...(lacking.length === 0 ? [] : [`${lacking.map(idOf).join(", ")} ${lacking.length === 1 ? "is" : "are"} missing`]),
  ];
  const what = parts.length === 0 ? "a line stands twice" : parts.join(", ");
  return [
    {
      code: "heads_file",
      message: `it does not hold the heads as they are: ${what}`,
      hint: REWRITE,
      file: path,
      line: stray === -1 ? 1 : stray + 1,
    },
  ];
}

function idOf(line = ""): string {
  return line.split(" ", 1)[0] ?? "";
}
