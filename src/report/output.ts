import type pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

export type Answer = "yes" | "no" | "interrupted";

/** Where a command's words go. */
export interface Output {
  /** Exactly one document is printed to stdout, and nothing else. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly colors: Colors;
  /** Terminal columns; undefined where stdout is no terminal. */
  readonly width: number | undefined;
  /** The terminal shows more than ASCII. */
  readonly unicode: boolean;
  /** Somebody is there to be asked, and has not said yes to everything. */
  readonly asks: boolean;
  /** Lines for people, to stdout; nothing with --json or --quiet. */
  print(text: string): void;
  /** What was asked for, for another program to read: to stdout, whatever --quiet says. */
  raw(text: string): void;
  /** One line on a terminal that what comes next takes the place of; nothing elsewhere. */
  progress(text: string): void;
  /** The one document of --json. */
  document(value: unknown): void;
  /** Lines to stderr. */
  complain(text: string): void;
  /** A question to be answered with yes or no, below what it is about; yes without asking unless `asks`. */
  confirm(about: readonly string[], question: string): Promise<Answer>;
}

/** What of it reports need that are nothing but lines, and may go into a file too. */
export type Lines = Pick<Output, "verbose" | "colors" | "width" | "unicode" | "print">;

/** What stands for the rest of a text that is cut. */
export function ellipsisOf({ unicode }: Lines): string {
  return unicode ? "…" : "...";
}
