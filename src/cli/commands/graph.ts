import { writeFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { UsageError } from "../../errors.ts";
import { nearest } from "../../near.ts";
import type { Output } from "../../report/output.ts";
import { FileLines } from "../../report/pictures/file-lines.ts";
import { formatOfFile, PICTURE_FORMATS, type PictureFormat, pictureFile } from "../../report/pictures/format.ts";
import { printText } from "../../report/pictures/text.ts";
import type { Graph } from "../../results.ts";
import type { Command, OptionValues } from "../command.ts";
import { START_OPTION } from "./settings.ts";

export const command: Command = {
  args: "[range]",
  details:
    "The format is what the file's name ends in, else text. Where a database is configured, revisions are marked as applied, pending, foreign or edited. The html page holds the SQL of all revisions that are not secret; html and svg need no network.",
  options: [
    { flags: "--format <format>", description: "text, mermaid, dot, svg, html or json" },
    { flags: "--output <file>", description: "Write a file instead of printing" },
    {
      flags: "--database <name=url>",
      description: "One more database to show; may be repeated",
      repeatable: true,
    },
    START_OPTION,
  ],
  examples: [
    ["migraph graph --output graph.html", "a page to look at in a browser"],
    ["migraph graph --format mermaid", "for Markdown"],
    ["migraph graph --output graph.html --database live=$LIVE_URL", "what is applied where"],
  ],
  async run({ args, options, output, cwd, openMigrator }) {
    const file = options.text("output");
    const format = formatOf(options, file, output);
    const databases = (options.list("database") ?? []).map(namedDatabase);
    const repeated = databases.find(({ name }, index) => databases.findIndex((other) => other.name === name) !== index);
    if (repeated !== undefined) {
      throw new UsageError(`two databases are called ${repeated.name}`, { hint: "give each --database its own name" });
    }
    const graph = await (await openMigrator()).graph(args[0], { scripts: format === "html", databases });
    if (file !== undefined) await writePicture(graph, format, file, resolve(cwd, file), output);
    else if (output.json) output.document((await import("../../report/pictures/document.ts")).graphDocument(graph));
    else if (format === "text") printText(graph, output);
    else output.raw(await pictureFile(graph, format));
    return undefined;
  },
};

function formatOf(options: OptionValues, file: string | undefined, output: Output): PictureFormat {
  const given = options.text("format");
  const format = PICTURE_FORMATS.find((name) => name === given);
  if (given !== undefined && format === undefined) {
    const [near] = nearest(given, PICTURE_FORMATS);
    const list = `the formats are ${PICTURE_FORMATS.join(", ")}`;
    throw new UsageError(`there is no format ${given}`, {
      hint: near === undefined ? list : `did you mean ${near}? ${list}`,
    });
  }
  if (format === undefined && file !== undefined) return formatByName(file);
  const chosen = format ?? (output.json ? "json" : "text");
  if (output.json && file === undefined && chosen !== "json") {
    throw new UsageError(`--json prints a JSON document, and ${chosen} is none`, {
      hint: "leave out --json, or write the picture into a file with --output",
    });
  }
  return chosen;
}

/** Text for a name without an ending. Another ending speaks of a format that is none of ours, such as png. */
function formatByName(file: string): PictureFormat {
  const format = formatOfFile(file);
  if (format !== undefined) return format;
  const ending = extname(file);
  if (ending === "") return "text";
  throw new UsageError(`no picture is written as ${ending}`, {
    hint: `the formats are ${PICTURE_FORMATS.join(", ")}: end the name so, or say which with --format`,
  });
}

/** `name=url`. What is no such pair may be a URL with a password in it, and is not repeated. */
function namedDatabase(text: string): { readonly name: string; readonly url: string } {
  const [, name, url] = /^([\w.-]{1,64})=(.+)$/s.exec(text) ?? [];
  if (name !== undefined && url !== undefined) return { name, url };
  throw new UsageError("--database needs a name and a URL", {
    hint: "write --database staging=postgresql://…, the name of letters, digits, and _ . -",
  });
}

async function writePicture(graph: Graph, format: PictureFormat, file: string, path: string, output: Output) {
  const text = format === "text" ? textFile(graph, output) : await pictureFile(graph, format);
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`, {
      code: "unwritable",
      hint: "check the path and its permissions",
    });
  }
  const revisions = graph.revisions.length;
  if (output.json) output.document({ path: file, format, revisions });
  else output.print(`Wrote ${file}: ${revisions} ${revisions === 1 ? "revision" : "revisions"} as ${format}.`);
}

function textFile(graph: Graph, output: Output): string {
  const lines = new FileLines(output.verbose);
  printText(graph, lines);
  return lines.text;
}
