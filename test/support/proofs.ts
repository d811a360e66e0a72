import { newest } from "./database.ts";
import { project, scratchDirectory, type TestRevision } from "./project.ts";
import { migratorOn } from "./scene.ts";
import type { TestServer } from "./server.ts";

/** A project whose proofs are made on a server that runs already, and are kept in a folder of the test's own. */
export async function proofScene(revisions: readonly TestRevision[], server: TestServer = newest()) {
  const root = project(revisions);
  const caches = scratchDirectory();
  const environment = { XDG_CACHE_HOME: caches };
  const { migrator, events } = await migratorOn(root, undefined, { environment });
  return { root, migrator, events, caches, environment, settings: { scratch: scratchUrl(server) } };
}

/** Where temporary databases may be made. */
export function scratchUrl({ socketDirectory, port }: TestServer): string {
  return `postgresql://postgres@/postgres?host=${encodeURIComponent(socketDirectory)}&port=${port}`;
}
