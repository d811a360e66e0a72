/** One statement on the way from one schema to another, and what is known of it. */
export interface Change {
  /** Without a semicolon. */
  readonly sql: string;
  /** What it is about, for people: `column public.users.mail`. */
  readonly subject: string;
  /** What is lost with it, for people; undefined where rows stay as they are. */
  readonly loss?: string | undefined;
  /** What the server says where tables have rows: the script passes only after somebody has seen to them. */
  readonly fails?: string | undefined;
  /** Why it is written as it is: a comment's line. */
  readonly why?: string | undefined;
  /**
   * `value`: adds a value to an enum, which the transaction that adds it cannot use. `outside`: takes no transaction.
   * `late`: belongs into a transaction of its own, behind all others.
   */
  readonly place?: "value" | "outside" | "late" | undefined;
}

/** Settings that a script begins with, by their names. */
export type Preamble = Readonly<Record<string, string>>;

/** A script's statements, in an order that was tried. */
export interface Stage {
  readonly kind: "values" | "main" | "outside" | "late";
  readonly transaction: boolean;
  readonly preamble: Preamble;
  readonly changes: readonly Change[];
}
