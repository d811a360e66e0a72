import type pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

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
  /** The one document of --json. */
  document(value: unknown): void;
  /** Lines to stderr. */
  complain(text: string): void;
  /** A question with a yes; true without asking unless `asks`. */
  confirm(question: string): Promise<boolean>;
}
