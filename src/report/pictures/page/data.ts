import type { Drawing } from "../drawing.ts";

/** What the page is given: the element `data` of the document holds it as JSON. */
export interface PageData {
  readonly drawing: Drawing;
  /** Texts of the scripts, one entry for each revision; all null for a secret one. */
  readonly scripts: readonly Scripts[];
}

export interface Scripts {
  readonly up: string | null;
  readonly down: string | null;
  readonly verify: string | null;
}
