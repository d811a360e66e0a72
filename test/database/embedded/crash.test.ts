import { existsSync } from "node:fs";
import { mkdir, readdir, rename, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { joinEmbedded } from "../../../src/database/embedded/join.ts";
import { runDirectoryOf } from "../../../src/database/embedded/run-directory.ts";
import { startForeignServer } from "./support/foreign-server.ts";
import {
  hasSockets,
  isGone,
  makePlace,
  query,
  serverPid,
  supervisorPid,
  until,
  untilStopped,
} from "./support/place.ts";
import { User } from "./support/users.ts";

const KEEP = "create table kept (word text); insert into kept values ('here')";

async function expectKept(path: string): Promise<void> {
  const server = await joinEmbedded({ path });
  expect(await query(server, "select word from kept")).toEqual([{ word: "here" }]);
  await server.leave();
  expect(hasSockets(path)).toBe(false);
}

describe("after a crash", { timeout: 60_000 }, () => {
  test("of its only user, the server stops and its sockets are removed", async () => {
    const path = join(await makePlace(), "pgdata");
    const user = new User({ path });
    await query(await user.server(), KEEP);
    const pid = await serverPid(path);
    await user.kill();
    await untilStopped(path, pid);
    await expectKept(path);
  });

  test("and after Ctrl-C, the server stops in order", async () => {
    const path = join(await makePlace(), "pgdata");
    const user = new User({ path });
    await query(await user.server(), KEEP);
    const pid = await serverPid(path);
    await user.interrupt();
    await untilStopped(path, pid);
    expect(existsSync(join(path, "postmaster.pid"))).toBe(false);
    await expectKept(path);
  });

  test("of one of two users, the other keeps the server", async () => {
    const path = join(await makePlace(), "pgdata");
    const [one, other] = [new User({ path }), new User({ path })];
    await Promise.all([one.server(), other.server()]);
    const pid = await serverPid(path);
    await one.kill();
    await query(await other.server(), KEEP);
    await other.leave();
    expect(isGone(pid)).toBe(true);
    await expectKept(path);
  });

  test("of a user who was still waiting for the server, nothing keeps running", async () => {
    const path = join(await makePlace(), "pgdata");
    const user = new User({ path });
    await user.sees("initialising");
    await user.kill();
    await until("the sockets are gone", () => !hasSockets(path));
    const server = await joinEmbedded({ path });
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.leave();
  });

  test("of a temporary server's user, its data is removed", async () => {
    const user = new User({});
    const { dataDirectory } = await user.server();
    const pid = await serverPid(dataDirectory);
    await user.kill();
    await untilStopped(dataDirectory, pid);
    await until("its data is gone", () => !existsSync(dataDirectory));
  });

  test("of the supervisor, the next use replaces the server that it left, and the data is there", async () => {
    const path = join(await makePlace(), "pgdata");
    const user = new User({ path });
    await query(await user.server(), KEEP);
    const orphan = await serverPid(path);
    process.kill(supervisorPid(path), "SIGKILL");
    await expectKept(path);
    expect(isGone(orphan)).toBe(true);
    // The user whose server is gone can still say goodbye.
    await user.leave();
  });

  test("of the supervisor as it starts the server, the next use works", async () => {
    const path = join(await makePlace(), "pgdata");
    await joinEmbedded({ path }).then((server) => server.leave());
    for (let round = 0; round < 5; round += 1) {
      const user = new User({ path });
      await user.sees("starting");
      process.kill(supervisorPid(path), "SIGKILL");
      const server = await joinEmbedded({ path });
      expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
      await server.leave();
      await user.kill();
    }
  });

  test.for(["PG_VERSION", "global/pg_control", "base/5"])(
    "of the supervisor when initdb has made %s, the next use initialises anew",
    async (file) => {
      const path = join(await makePlace(), "pgdata");
      const user = new User({ path });
      await user.sees("initialising");
      await until(`initdb has made ${file}`, async () =>
        (await readdir(path)).some((name) => name.startsWith(".migraph-initdb-") && existsSync(join(path, name, file))),
      );
      process.kill(supervisorPid(path), "SIGKILL");
      await user.kill();
      const server = await joinEmbedded({ path });
      await query(server, KEEP);
      await server.leave();
      await expectKept(path);
    },
  );

  test("between initdb and the first start, the next use completes what was begun", async () => {
    const path = join(await makePlace(), "pgdata");
    const server = await joinEmbedded({ path });
    await query(server, KEEP);
    await server.leave();
    const { uid, gid } = await stat(path);
    // As it stands when the move of the finished directory was cut off in the middle.
    await mkdir(join(path, ".migraph-finished"));
    for (const name of ["PG_VERSION", "base", "pg_wal"])
      await rename(join(path, name), join(path, ".migraph-finished", name));
    expect((await stat(path)).uid).toBe(uid);
    expect((await stat(path)).gid).toBe(gid);
    await expectKept(path);
    expect((await readdir(path)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("of the server itself, its users can leave, and the next use recovers", async () => {
    const path = join(await makePlace(), "pgdata");
    const user = new User({ path });
    await query(await user.server(), KEEP);
    const pid = await serverPid(path);
    process.kill(pid, "SIGKILL");
    await untilStopped(path, pid);
    await user.leave();
    await expectKept(path);
  });

  test("of server and supervisor at once, the next use recovers", async () => {
    const path = join(await makePlace(), "pgdata");
    const user = new User({ path });
    await query(await user.server(), KEEP);
    const pid = await serverPid(path);
    process.kill(supervisorPid(path), "SIGKILL");
    process.kill(pid, "SIGKILL");
    await expectKept(path);
    await user.leave();
  });

  test("of the whole machine, an id that another process has now does not stop the next use", async () => {
    const place = await makePlace();
    const [path, elsewhere] = [join(place, "pgdata"), join(place, "elsewhere")];
    const server = await joinEmbedded({ path });
    await query(server, KEEP);
    await server.leave();
    await joinEmbedded({ path: elsewhere }).then((other) => other.leave());
    const foreign = await startForeignServer(elsewhere);
    for (const pid of [process.pid, foreign.pid]) {
      const lines = [pid, path, 1_700_000_000, 5432, runDirectoryOf(path).server, "", "", "ready"];
      await writeFile(join(path, "postmaster.pid"), `${lines.join("\n")}\n`);
      await expectKept(path);
    }
    expect(isGone(foreign.pid)).toBe(false);
  });

  test("of a temporary server's supervisor, the next temporary server clears up behind it", async () => {
    const user = new User({});
    const { dataDirectory } = await user.server();
    const orphan = await serverPid(dataDirectory);
    const supervisor = supervisorPid(dataDirectory);
    process.kill(supervisor, "SIGKILL");
    await until("the supervisor is gone", () => isGone(supervisor));
    await user.kill();
    // Younger ones are left alone, they may be just being made.
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(dataDirectory, longAgo, longAgo);
    await joinEmbedded({}).then((server) => server.leave());
    expect(isGone(orphan)).toBe(true);
    expect(existsSync(dataDirectory)).toBe(false);
    expect(hasSockets(dataDirectory)).toBe(false);
  });

  test("SIGTERM to the supervisor stops the server in order", async () => {
    const path = join(await makePlace(), "pgdata");
    const user = new User({ path });
    await query(await user.server(), KEEP);
    const pid = await serverPid(path);
    process.kill(supervisorPid(path), "SIGTERM");
    await untilStopped(path, pid);
    expect(existsSync(join(path, "postmaster.pid"))).toBe(false);
    await user.leave();
    await expectKept(path);
  });
});
