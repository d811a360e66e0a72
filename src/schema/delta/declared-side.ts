import type { Workplace } from "../../workplace.ts";
import type { Scratch } from "../scratch/index.ts";
import { isDatabaseUrl, loadDeclared } from "./declared.ts";
import { readSide, type Side, type Terms } from "./solve.ts";
import { workSession } from "./work.ts";

/** A declared schema, as far as it can be read without a scratch server. */
export interface DeclaredSchema {
  /** Of a database that runs. */
  readonly major: number | undefined;
  read(scratch: Scratch): Promise<Side>;
}

/** The schema that a file, a folder or a database declares. A database is only read. */
export async function declaredSchema(
  workplace: Workplace,
  source: string,
  terms: Terms,
  signal: AbortSignal,
): Promise<DeclaredSchema> {
  if (!isDatabaseUrl(source)) return { major: undefined, read: (scratch) => readFiles(source, scratch, terms) };
  const target = await workplace.openTarget(source);
  try {
    const { session } = await target.open({ wait: workplace.config.waitToConnect, signal });
    const side = await readSide(session, terms);
    return { major: side.snapshot.server.major, read: async () => side };
  } finally {
    await target.close();
  }
}

async function readFiles(source: string, scratch: Scratch, terms: Terms): Promise<Side> {
  const database = await scratch.create();
  await loadDeclared(source, database);
  const side = await readSide(await workSession(database), terms);
  await database.drop();
  return side;
}
