import type { Snapshot } from "./model.ts";
import { dropStatements } from "./render/drops.ts";
import { renderSchema } from "./render/index.ts";
import type { Piece, RenderOptions } from "./render/piece.ts";

export interface DumpOptions extends RenderOptions {
  /** The snapshot is of all that a database holds: what an empty one has and this has not is dropped. */
  readonly whole?: boolean | undefined;
}

/**
 * A schema as SQL for an empty database, for psql and for a revision alike: the same bytes for the same schema, whoever
 * writes them, where and when.
 */
export function dumpSchema(snapshot: Snapshot, options: DumpOptions): string {
  const pieces = piecesFor(snapshot, options);
  return `-- A schema, written by migraph for an empty database.\n\n${scriptOf(pieces)}`;
}

/** The same with the way back. `more`: pieces of the caller's own, such as rows. */
export function schemaScripts(
  snapshot: Snapshot,
  options: DumpOptions,
  more: readonly Piece[],
): { readonly up: string; readonly down: string } {
  const pieces = piecesFor(snapshot, options, more);
  const drops = dropStatements(pieces, snapshot).map(ended).join("");
  return { up: scriptOf(pieces), down: `${WAY_BACK.map(ended).join("")}\n${drops}` };
}

function piecesFor(snapshot: Snapshot, options: DumpOptions, more: readonly Piece[] = []): readonly Piece[] {
  const lacksPublic = options.whole === true && !snapshot.objects.has("schema public");
  const pieces = renderSchema(snapshot, options, more);
  return lacksPublic ? [WITHOUT_PUBLIC, ...pieces] : pieces;
}

const WITHOUT_PUBLIC: Piece = {
  key: "no schema public",
  section: "schema",
  group: "public",
  step: 0,
  needs: [],
  statements: ["DROP SCHEMA IF EXISTS public"],
  undo: ["CREATE SCHEMA public", "COMMENT ON SCHEMA public IS 'standard public schema'"],
};

/** What bodies call may come later; names are as they are written; nobody needs to hear that columns were merged. */
const SETTINGS = [
  "SET check_function_bodies = off",
  "SET client_min_messages = warning",
  "SET default_table_access_method = heap",
  "SET default_tablespace = ''",
  "SET search_path = ''",
  "SET standard_conforming_strings = on",
  "SET xmloption = content",
];

const WAY_BACK = ["SET check_function_bodies = off", "SET search_path = ''"];

/** Pieces as a script, in their order. */
function scriptOf(pieces: readonly Piece[]): string {
  const blocks: (readonly string[])[] = [SETTINGS];
  let runs = false;
  for (const { section, statements } of pieces) {
    // What checks and materialized views call is run with the path that it was written for.
    const isRun = section === "data" || section === "refresh";
    if (isRun !== runs) blocks.push([isRun ? "RESET search_path" : "SET search_path = ''"]);
    runs = isRun;
    blocks.push(statements);
  }
  return blocks
    .filter((statements) => statements.length > 0)
    .map((statements) => statements.map(ended).join(""))
    .join("\n");
}

/** Comments, and statements with what follows them, stand as they are. */
function ended(statement: string): string {
  return /^--|\n$/.test(statement) ? `${statement.trimEnd()}\n` : `${statement};\n`;
}
