import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeLine } from "../../scripts/bench/history.ts";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { scratchDirectory } from "../support/project.ts";
import { startProxy } from "../support/proxy.ts";

/** Of a connection: whether there is TLS, who we are, and two of SCRAM. */
const TO_CONNECT = 4;

test("1,000 revisions take at most 100 round trips, and nothing to do takes at most 4", async () => {
  const root = scratchDirectory();
  mkdirSync(join(root, "migrations"));
  writeLine(join(root, "migrations"), 1_000);
  const database = await freshDatabase();
  const { port } = database.server;
  const upgrade = async () => {
    const wire = await startProxy(port, { lockstep: 20 });
    onTestFinished(() => wire.close());
    const env = { DATABASE_URL: database.tcpUrl.replace(`:${port}/`, `:${wire.port}/`) };
    const { code, stderr } = await migraph(["upgrade", "--quiet"], { cwd: root, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return { connections: wire.counts.connections, roundTrips: wire.counts.roundTrips - TO_CONNECT };
  };
  const many = await upgrade();
  expect(many.roundTrips).toBeLessThanOrEqual(100);
  const none = await upgrade();
  expect(none).toMatchObject({ connections: 1 });
  expect(none.roundTrips).toBeLessThanOrEqual(4);
  expect((await database.sql`select count(*)::int from migraph.revision`)[0]).toEqual({ count: 1_000 });
});
