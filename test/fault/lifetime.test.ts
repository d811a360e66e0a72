import { afterEach, expect, test, vi } from "vitest";
import { migratorOn, scene } from "../support/scene.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a connection is not changed for another one, however long a run takes: its lock would be gone", async () => {
  const { root, database, sql, migrator: other } = await scene([{ id: "a1" }]);
  // Loads all that there is to load while the clock still goes.
  await other.status();
  await other.close();
  const pids = async () =>
    await sql`select pid from pg_stat_activity where application_name = 'migraph' and datname = current_database()`;
  // The clock goes on by itself too, for whoever waits a little.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  const { migrator } = await migratorOn(root, database.url);
  await migrator.status();
  const before = await pids();
  expect(before).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2 * 60 * 60 * 1000);
  vi.useRealTimers();
  await migrator.status();
  expect(await pids()).toEqual(before);
});
