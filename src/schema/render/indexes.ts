import type { SchemaObject } from "../model.ts";
import { aboutObject } from "./about.ts";
import { identityOf, lastName, nameOf } from "./names.ts";
import { entriesOf, type Piece, pieceOf, type Rendering, textOf } from "./piece.ts";

const partitions = new WeakMap<Rendering, Map<string, string[]>>();

/** Keys of the partitions that are attached to a table. */
export function partitionsOf(table: SchemaObject, rendering: Rendering): readonly string[] {
  let known = partitions.get(rendering);
  if (known === undefined) {
    known = new Map();
    for (const object of rendering.snapshot.objects.values()) {
      const above = textOf(object, "partition of");
      if (above !== undefined) known.set(above, [...(known.get(above) ?? []), object.key]);
    }
    partitions.set(rendering, known);
  }
  return known.get(identityOf(table)) ?? [];
}

/** The indexes of a table or a materialized view, those of constraints as far as they are attached to others. */
export function indexPieces(table: SchemaObject, rendering: Rendering): readonly Piece[] {
  const attached = partitionsOf(table, rendering).map((key) => `${key} attached`);
  const section = table.kind === "materialized view" ? "view" : "table";
  const group = identityOf(table);
  const own = rendering.parts(table.key, "index").map((index) =>
    pieceOf(index, section, [createIndex(index), ...settings(index), ...aboutObject(index, rendering)], {
      group,
      step: 4,
      needs: [...index.dependsOn, ...attached],
    }),
  );
  const attachments = rendering.indexes(table.key).flatMap((index) => {
    const above = textOf(index, "attached to");
    if (above === undefined) return [];
    const needs = [index.key, `index ${above}`];
    const statement = `ALTER INDEX ${above} ATTACH PARTITION ${identityOf(index)}`;
    return [pieceOf(index, section, [statement], { key: `${index.key} attached`, group, step: 5, needs })];
  });
  return [...own, ...attachments];
}

function createIndex(index: SchemaObject): string {
  const tablespace = textOf(index, "tablespace");
  const definition = index.sql ?? "";
  if (tablespace === undefined) return definition;
  const [, head = definition, tail = ""] = /^(.*?)( WHERE .*)?$/s.exec(definition) ?? [];
  return `${head} TABLESPACE ${nameOf(tablespace)}${tail}`;
}

function settings(index: SchemaObject): readonly string[] {
  return entriesOf(index, "statistics targets").map(
    ([column, target]) => `ALTER INDEX ${identityOf(index)} ALTER COLUMN ${column} SET STATISTICS ${target}`,
  );
}

/** What tables say of their indexes, once these are there. */
export function indexUses(table: SchemaObject, rendering: Rendering): readonly Piece[] {
  const identity = identityOf(table);
  const find = (name: string | undefined) => rendering.indexes(table.key).find((index) => index.name === name);
  const word = table.kind === "materialized view" ? "MATERIALIZED VIEW" : "TABLE ONLY";
  const section = table.kind === "materialized view" ? "view" : "table";
  const pieces: Piece[] = [];
  const clustered = find(textOf(table, "clustered on"));
  if (clustered !== undefined) {
    const statement = `ALTER ${word} ${identity} CLUSTER ON ${lastName(identityOf(clustered))}`;
    pieces.push(
      pieceOf(table, section, [statement], { key: `${table.key} clustered`, step: 6, needs: [clustered.key] }),
    );
  }
  const replica = textOf(table, "replica identity");
  const named = /^index (.*)$/s.exec(replica ?? "")?.[1];
  const index = rendering.indexes(table.key).find((one) => named !== undefined && lastName(identityOf(one)) === named);
  // One whose index was dropped is like none.
  const how = named === undefined ? replica?.toUpperCase() : index === undefined ? "NOTHING" : `USING INDEX ${named}`;
  if (how !== undefined) {
    const needs = [table.key, ...(index === undefined ? [] : [index.key])];
    const statement = `ALTER TABLE ONLY ${identity} REPLICA IDENTITY ${how}`;
    pieces.push(pieceOf(table, section, [statement], { key: `${table.key} replica identity`, step: 7, needs }));
  }
  return pieces;
}

export function statisticsPiece(object: SchemaObject, rendering: Rendering): Piece {
  const target = textOf(object, "statistics target");
  const set = target === undefined ? [] : [`ALTER STATISTICS ${identityOf(object)} SET STATISTICS ${target}`];
  const table = object.parent === undefined ? undefined : rendering.object(object.parent);
  return pieceOf(
    object,
    table?.kind === "materialized view" ? "view" : "table",
    [object.sql ?? "", ...set, ...aboutObject(object, rendering)],
    { group: table === undefined ? identityOf(object) : identityOf(table), step: 8 },
  );
}
