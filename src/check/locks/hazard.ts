import type { Relation } from "./observer.ts";

/** Names of what is dangerous on a table that others use; the rules of a linter that mean the same are its other names. */
export const LOCK_RULES = {
  table_rewrite: [
    "changing-column-type",
    "adding-field-with-default",
    "adding-serial-primary-key-field",
    "prefer-repack",
  ],
  index_blocks_writes: ["require-concurrent-index-creation", "require-concurrent-reindex"],
  unique_blocks_reads: ["disallowed-unique-constraint"],
  check_scan: ["constraint-missing-not-valid"],
  foreign_key_scan: ["adding-foreign-key-constraint", "constraint-missing-not-valid"],
  not_null_scan: ["adding-not-nullable-field"],
  required_column: ["adding-required-field"],
  partition_scan: [],
  table_scan: ["ban-alter-domain-with-add-constraint"],
  refresh_blocks_reads: [],
  lock_held: [],
  update_all_rows: [],
  rename: ["renaming-column", "renaming-table"],
  drop_index: ["require-concurrent-index-deletion"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type LockRule = keyof typeof LOCK_RULES;

/** Something dangerous that a statement does. */
export interface Hazard {
  readonly rule: LockRule;
  /** The tables that others use. */
  readonly tables: readonly Relation[];
  readonly message: string;
  readonly hint: string;
  /** What others cannot do by the nature of the statement, whatever its transaction has locked before. */
  readonly blocks: "reads" | "writes" | "nothing";
}

/** `users and orders`; what is in schema public without it. */
export function namesOf(relations: readonly Relation[]): string {
  const names = relations.map(({ name }) => name.replace(/^public\./, ""));
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export const OUTSIDE = "in a revision of its own with `-- transaction: off`";
