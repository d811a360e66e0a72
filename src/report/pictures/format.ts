import type { Graph } from "../../results/pictures.ts";
import { graphDocument } from "./document.ts";

/** What a picture can be written as; `text` is for terminals, and printed by its own report. */
export const PICTURE_FORMATS = ["text", "mermaid", "dot", "svg", "html", "json"] as const;

export type PictureFormat = (typeof PICTURE_FORMATS)[number];

const ENDINGS: Readonly<Record<string, PictureFormat>> = {
  txt: "text",
  mmd: "mermaid",
  mermaid: "mermaid",
  dot: "dot",
  gv: "dot",
  svg: "svg",
  html: "html",
  htm: "html",
  json: "json",
};

/** The format that a file's name speaks of. */
export function formatOfFile(name: string): PictureFormat | undefined {
  return ENDINGS[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ""];
}

/** A picture as the text of a file. What draws it is loaded with the format that is asked for. */
export async function pictureFile(graph: Graph, format: Exclude<PictureFormat, "text">): Promise<string> {
  switch (format) {
    case "mermaid":
      return (await import("./mermaid.ts")).mermaidText(graph);
    case "dot":
      return (await import("./dot.ts")).dotText(graph);
    case "svg":
      return (await import("./svg.ts")).svgText(graph);
    case "html":
      return (await import("./html.ts")).htmlText(graph);
    case "json":
      return `${JSON.stringify(graphDocument(graph), null, 2)}\n`;
    default:
      return format satisfies never;
  }
}
