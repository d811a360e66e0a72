import type { Session } from "../../../src/database/session.ts";
import { draftOf } from "../../../src/schema/delta/draft.ts";
import { generate } from "../../../src/schema/delta/generate.ts";
import { scopeTest } from "../../../src/schema/delta/patterns.ts";
import { type Draft, type Proof, prove } from "../../../src/schema/delta/prove.ts";
import { parseRename } from "../../../src/schema/delta/rename.ts";
import { readSide, type Terms } from "../../../src/schema/delta/solve.ts";
import type { Scratch, ScratchDatabase } from "../../../src/schema/scratch/index.ts";
import type { Pair } from "./pairs/pair.ts";

export interface Proved {
  readonly drafts: readonly Draft[];
  readonly proof: Proof;
}

const TERMS: Terms = { ledger: "migraph", inScope: scopeTest({}), filter: {} };

/** Generates for pairs side by side, each in a schema of its own unless there is only one and it is `global`, and proves it. */
export async function proveTogether(
  scratch: Scratch,
  pairs: readonly Pair[],
  options: { readonly global?: boolean; readonly together?: boolean; readonly concurrently?: boolean } = {},
): Promise<Proved> {
  const { global = false, together = false, concurrently = false } = options;
  const [before, after] = [await scratch.create(), await scratch.create()];
  try {
    for (const [index, pair] of pairs.entries()) {
      const schema = global ? undefined : `p${index + 1}`;
      await prepare(before, schema, pair.before);
      await prepare(after, schema, pair.after);
    }
    const to = await readSide(await after.session(), TERMS);
    const renames = pairs.flatMap((pair, index) =>
      (pair.renames ?? []).map((rename) => parseRename(named(rename, global ? undefined : `p${index + 1}`))),
    );
    const generated = await generate(scratch, before, to, { terms: TERMS, renames, together, concurrently });
    const drafts = await Promise.all(generated.stages.map(draftOf));
    const states = { before: generated.before, after: to.snapshot };
    return { drafts, proof: await prove(scratch, before, drafts, states, TERMS) };
  } finally {
    await after.drop();
    await before.drop();
  }
}

async function prepare(database: ScratchDatabase, schema: string | undefined, sql: string): Promise<void> {
  const session = await database.session();
  if (schema !== undefined) await run(session, `create schema ${schema}; set search_path to ${schema}`);
  if (sql !== "") await run(session, named(sql, schema));
}

async function run(session: Session, sql: string): Promise<void> {
  try {
    await session.send({ script: sql });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${sql}`, { cause: error });
  }
}

function named(text: string, schema = "public"): string {
  return text.replaceAll("$s", schema);
}
