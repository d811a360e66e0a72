import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { LOCK_FILE } from "../../../src/database/embedded/data-directory.ts";
import { joinEmbedded } from "../../../src/database/embedded/join.ts";
import { startForeignServer } from "./support/foreign-server.ts";
import { hasSockets, isGone, makePlace, query, serverPid } from "./support/place.ts";
import { User } from "./support/users.ts";

describe("an embedded server is refused", { timeout: 60_000 }, () => {
  test("on a folder of other things, which stays untouched", async () => {
    const path = await makePlace();
    await writeFile(join(path, "letter.txt"), "dear reader");
    await expect(joinEmbedded({ path })).rejects.toMatchObject({
      code: "embedded_path",
      exitCode: 3,
      message: `${path} is not empty, and not a data directory of PostgreSQL`,
      hint: expect.stringContaining("empty"),
    });
    expect(await readdir(path)).toEqual(["letter.txt"]);
  });

  test("on a file, and below one", async () => {
    const file = join(await makePlace(), "file");
    await writeFile(file, "");
    for (const path of [file, join(file, "pgdata")]) {
      await expect(joinEmbedded({ path })).rejects.toMatchObject({
        code: "embedded_path",
        message: expect.stringContaining("a file is in the way"),
      });
    }
  });

  test("with another major than the data has, naming both", async () => {
    const path = join(await makePlace(), "pgdata");
    const server = await joinEmbedded({ path, major: 15 });
    const refusal = {
      code: "embedded_version",
      message: `${path} holds data of PostgreSQL 15, not 18 as was asked for`,
    };
    await expect(joinEmbedded({ path, major: 18 })).rejects.toMatchObject(refusal);
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.leave();
    await expect(joinEmbedded({ path, major: 18 })).rejects.toMatchObject(refusal);
  });

  test("on data of a major that is not installed, naming it, those that are, and how to get it", async () => {
    const path = join(await makePlace(), "pgdata");
    await mkdir(path);
    await writeFile(join(path, "PG_VERSION"), "11\n");
    await expect(joinEmbedded({ path })).rejects.toMatchObject({
      code: "embedded_version",
      message: expect.stringMatching(/holds data of PostgreSQL 11: PostgreSQL 11 is needed .* found: 14, 15.*18/),
      hint: expect.stringContaining("install PostgreSQL 11"),
    });
    expect(await readdir(path)).toEqual(["PG_VERSION"]);
  });

  test("of a major that is not installed, before anything is made", async () => {
    const path = join(await makePlace(), "pgdata");
    await expect(joinEmbedded({ path, major: 99 })).rejects.toMatchObject({ code: "embedded_version" });
    expect(existsSync(path)).toBe(false);
  });

  test("on a directory where somebody else runs a server, naming its process", async () => {
    const path = join(await makePlace(), "pgdata");
    await joinEmbedded({ path }).then((server) => server.leave());
    const foreign = await startForeignServer(path);
    await expect(joinEmbedded({ path })).rejects.toMatchObject({
      code: "embedded_in_use",
      message: expect.stringContaining(`process id ${foreign.pid}`),
      data: { pid: foreign.pid },
    });
    expect(isGone(foreign.pid)).toBe(false);
    expect(await serverPid(path)).toBe(foreign.pid);
    expect(hasSockets(path)).toBe(false);
    await foreign.stop();
    await joinEmbedded({ path }).then((server) => server.leave());
  });

  test("on a directory that a migraph out of reach has, such as one in another container", async () => {
    const path = join(await makePlace(), "pgdata");
    await joinEmbedded({ path }).then((server) => server.leave());
    const lock = new URL("../../../src/database/embedded/lock.ts", import.meta.url);
    const program = `import { takeLock } from ${JSON.stringify(lock)}; takeLock(process.argv[1]); console.log("held"); setInterval(() => {}, 60_000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", program, join(path, LOCK_FILE)]);
    onTestFinished(() => void holder.kill());
    await once(holder.stdout, "data");
    await expect(joinEmbedded({ path })).rejects.toMatchObject({ code: "embedded_in_use", data: { path, pid: null } });
    expect(hasSockets(path)).toBe(false);
  });

  test("with the server's own words when it does not start", async () => {
    const path = join(await makePlace(), "pgdata");
    await joinEmbedded({ path }).then((server) => server.leave());
    const configuration = await readFile(join(path, "postgresql.conf"), "utf8");
    await writeFile(join(path, "postgresql.conf"), `${configuration}\nshared_preload_libraries = 'no_such_library'\n`);
    await expect(joinEmbedded({ path })).rejects.toMatchObject({
      code: "embedded_start",
      message: expect.stringContaining("no_such_library"),
    });
    expect(hasSockets(path)).toBe(false);
  });

  test("for all who wait for it when it does not start", async () => {
    const path = join(await makePlace(), "pgdata");
    await joinEmbedded({ path }).then((server) => server.leave());
    await rm(join(path, "global", "pg_control"));
    const users = [new User({ path }), new User({ path }), new User({ path })];
    const errors = await Promise.all(users.map((user) => user.error()));
    for (const error of errors) expect(error.message).toContain("could not find the database system");
    expect(hasSockets(path)).toBe(false);
  });

  test.skipIf(process.getuid?.() === 0)("by a user who may not write there (root may everywhere)", async () => {
    await expect(joinEmbedded({ path: "/pgdata-of-nobody" })).rejects.toMatchObject({
      code: "embedded_path",
      message: expect.stringContaining("no access"),
    });
  });
});
