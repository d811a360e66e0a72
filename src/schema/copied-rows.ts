import type { Row } from "../database/answers.ts";
import type { Session } from "../database/session.ts";
import { statement } from "../database/statement.ts";
import type { SchemaObject, Snapshot } from "./model.ts";
import { columnName, identitySequence } from "./render/columns.ts";
import { identityOf, text } from "./render/names.ts";
import { type Piece, textOf } from "./render/piece.ts";

/** The rows of a table as COPY takes them, and where the sequences of its columns stand. */
export interface TableRows {
  readonly table: SchemaObject;
  readonly columns: readonly string[];
  /** Lines of COPY's text format. */
  readonly lines: readonly string[];
  readonly sequences: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Reads rows in one transaction, those that others refer to first. They come in the order of their keys, so that the
 * same rows are the same text.
 */
export async function readRows(
  session: Session,
  snapshot: Snapshot,
  tables: readonly SchemaObject[],
): Promise<readonly TableRows[]> {
  await session.send(statement("schema/begin.sql"));
  try {
    // Who may not see all rows is to hear of it.
    await session.send("set local row_security to off");
    const read: TableRows[] = [];
    for (const table of inReferenceOrder(tables, snapshot)) read.push(await readTable(session, snapshot, table));
    return read;
  } finally {
    if (session.alive) await session.send("rollback");
  }
}

/** Below all tables and above what would look at rows that come in: foreign keys, triggers, row security. */
export function rowPieces(rows: readonly TableRows[], snapshot: Snapshot): readonly Piece[] {
  const isDeferred = [...snapshot.objects.values()].some((object) =>
    textOf(object, "definition")?.includes(" INITIALLY DEFERRED"),
  );
  return rows.map(({ table, columns, lines, sequences }, step) => {
    const identity = identityOf(table);
    const copy = `COPY ${identity} (${columns.join(", ")}) FROM stdin;\n${lines.map((line) => `${line}\n`).join("")}\\.\n`;
    const settings = sequences.map(({ name, value }) => `SELECT pg_catalog.setval(${text(name)}, ${value}, true)`);
    const partitions = [...snapshot.objects.values()].filter((object) => textOf(object, "partition of") !== undefined);
    return {
      key: `${table.key} rows`,
      section: "data",
      group: "",
      step,
      needs: [table.key, ...partitions.map(({ key }) => `${key} attached`)],
      // What waits for the end of the transaction would keep others from being added to the table.
      statements: [
        ...(lines.length === 0 ? [] : [copy]),
        ...settings,
        ...(isDeferred ? ["SET CONSTRAINTS ALL IMMEDIATE"] : []),
      ],
      undo: [],
    };
  });
}

async function readTable(session: Session, snapshot: Snapshot, table: SchemaObject): Promise<TableRows> {
  const parts = [...snapshot.objects.values()].filter(({ parent }) => parent === table.key);
  const all = parts
    .filter(({ kind }) => kind === "column")
    .sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
  const columns = all.filter((column) => textOf(column, "generated") === undefined);
  const names = columns.map(columnName);
  const key = parts.find((part) => part.kind === "constraint" && textOf(part, "type") === "primary key");
  const order = /^PRIMARY KEY \(([^)]*)\)/.exec(key === undefined ? "" : (textOf(key, "definition") ?? ""))?.[1];
  const values = `array[${names.map((name) => `${name}::text`).join(", ")}]::text[]`;
  const only = textOf(table, "partition key") === undefined ? "only " : "";
  const rows =
    names.length === 0
      ? []
      : await session.send(
          `select array_to_json(${values}) as row from ${only}${identityOf(table)} order by ${order ?? `${values}::text`}`,
        );
  const sequences: { name: string; value: string }[] = [];
  for (const name of sequencesOf(table, all, snapshot)) {
    const [state = {}] = await session.send(`select last_value::text as value, is_called from ${name}`);
    if (state["is_called"] === true) sequences.push({ name, value: String(state["value"]) });
  }
  return { table, columns: names, lines: rows.map(copyLine), sequences };
}

function sequencesOf(table: SchemaObject, columns: readonly SchemaObject[], snapshot: Snapshot): readonly string[] {
  const names = new Set(columns.map((column) => identityOf(column)));
  // What a default calls counts for the table too, whoever owns it.
  const called = new Set(columns.flatMap(({ dependsOn }) => dependsOn));
  const used = [...snapshot.objects.values()].filter(
    (object) => object.kind === "sequence" && (names.has(textOf(object, "owned by") ?? "") || called.has(object.key)),
  );
  // A partition has the sequence of the table that it is a part of.
  const isPartition = textOf(table, "partition of") !== undefined;
  const behind = columns.filter((column) => textOf(column, "identity") !== undefined && !isPartition);
  return [...used.map(identityOf), ...behind.map(identitySequence)];
}

function copyLine(row: Row): string {
  const values = row["row"] as readonly (string | null)[];
  return values.map((value) => (value === null ? "\\N" : value.replace(/[\\\b\f\n\r\t\v]/g, escaped))).join("\t");
}

function escaped(sign: string): string {
  return ESCAPES[sign] ?? sign;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Those that others refer to first; a partition whose whole is there comes with that. */
function inReferenceOrder(tables: readonly SchemaObject[], snapshot: Snapshot): readonly SchemaObject[] {
  const chosen = new Map(tables.map((table) => [table.key, table]));
  const ordered = new Set<SchemaObject>();
  const seen = new Set<string>();
  const isIncluded = (table: SchemaObject): boolean => {
    const above = textOf(table, "partition of");
    const whole = above === undefined ? undefined : snapshot.objects.get(`table ${above}`);
    return whole !== undefined && (chosen.has(whole.key) || isIncluded(whole));
  };
  const visit = (table: SchemaObject) => {
    if (seen.has(table.key)) return;
    seen.add(table.key);
    for (const part of snapshot.objects.values()) {
      if (part.parent !== table.key || textOf(part, "type") !== "foreign key") continue;
      for (const need of part.dependsOn) {
        const needed = chosen.get(need);
        if (needed !== undefined) visit(needed);
      }
    }
    if (!isIncluded(table)) ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}
