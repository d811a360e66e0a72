import { identifier } from "../../database/statement.ts";
import type { SchemaObject, Snapshot } from "../../schema/model.ts";
import type { ScratchDatabase } from "../../schema/scratch/index.ts";

/** What the live database has by those who set it up, as far as anybody can tell who knows the scripts alone. */
export function extensionsBeside(live: Snapshot, scripts: readonly string[]): readonly SchemaObject[] {
  const made = new Set(
    scripts.flatMap((text) => [...text.matchAll(MAKES)].map(([, quoted, plain]) => quoted ?? plain?.toLowerCase())),
  );
  return [...live.objects.values()].filter(({ kind, name }) => kind === "extension" && !made.has(name));
}

const MAKES = /create\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|(\w+))/gi;

/** One that cannot be made is left to the replay, whose error names what it lacks. */
export async function makeExtensions(target: ScratchDatabase, extensions: readonly SchemaObject[]): Promise<void> {
  const session = await target.session();
  for (const { name, properties } of extensions) {
    const schema = identifier(String(properties["schema"] ?? "public"));
    await session.attempt(`create schema if not exists ${schema}`);
    await session.attempt(`create extension if not exists ${identifier(name)} schema ${schema} cascade`);
  }
}
