import { setTimeout as pause } from "node:timers/promises";
import { MigraphError } from "../../errors.ts";
import type { Progress } from "./channel.ts";
import type { Claim } from "./claim.ts";
import { initialise } from "./data-directory.ts";
import { clearPostmaster } from "./postmaster.ts";
import { type RunningServer, runInitdb, startServer } from "./server.ts";

/** What PostgreSQL says when an earlier server, or children that outlived it, still have the directory. */
const STILL_HELD = /lock file "postmaster\.pid" already exists|pre-existing shared memory block/;
const PATIENCE_MS = 10_000;
const POLL_MS = 100;

/** From a claimed directory to a server that takes connections. */
export async function bringUp(claim: Claim, report: (what: Progress) => void): Promise<RunningServer> {
  const { dataDirectory, run } = claim;
  if (claim.isEmpty) {
    report("initialising");
    await initialise(dataDirectory, (folder) => runInitdb(claim, folder));
  }
  report("starting");
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    await clearPostmaster(dataDirectory, run.server);
    try {
      return await startServer(claim);
    } catch (error) {
      // A server whose supervisor was killed as it started it may have been quicker than ours.
      const log = error instanceof MigraphError ? String(error.data["log"]) : "";
      if (!STILL_HELD.test(log) || Date.now() > end) throw error;
      await pause(POLL_MS);
    }
  }
}
