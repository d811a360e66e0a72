import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { joinEmbedded } from "../../../src/database/embedded/join.ts";
import { hasSockets, isGone, makePlace, query, serverPid, untilStopped } from "./support/place.ts";
import { User } from "./support/users.ts";

describe("an embedded server", { timeout: 60_000 }, () => {
  test("is initialised at its first use, keeps its data until the next, and is stopped in between", async () => {
    const path = join(await makePlace(), "pgdata");
    const seen: string[] = [];
    const onStarting = (what: string) => void seen.push(what);

    const first = await joinEmbedded({ path, onStarting });
    await query(first, "create table kept (word text); insert into kept values ('here')");
    const pid = await serverPid(path);
    await first.leave();
    expect(isGone(pid)).toBe(true);
    expect(hasSockets(path)).toBe(false);
    expect(seen).toEqual(["initialising", "starting"]);

    const second = await joinEmbedded({ path, onStarting });
    expect(await query(second, "select word from kept")).toEqual([{ word: "here" }]);
    await second.leave();
    expect(seen).toEqual(["initialising", "starting", "starting"]);
  });

  test("is shared by two users, and stopped by the last one that leaves", async () => {
    const path = join(await makePlace(), "pgdata");
    const first = new User({ path });
    const pid = await first.server().then(() => serverPid(path));
    const second = new User({ path });
    expect(await second.server()).toEqual(await first.server());
    expect(await second.starting()).toContain("joining");

    await first.leave();
    expect(await serverPid(path)).toBe(pid);
    expect(await query(await second.server(), "select 1 as one")).toEqual([{ one: 1 }]);
    await second.leave();
    expect(isGone(pid)).toBe(true);
    expect(hasSockets(path)).toBe(false);
  });

  test("can be joined twice by one process", async () => {
    const path = join(await makePlace(), "pgdata");
    const [first, second] = await Promise.all([joinEmbedded({ path }), joinEmbedded({ path })]);
    await first.leave();
    await first.leave();
    expect(await query(second, "select 1 as one")).toEqual([{ one: 1 }]);
    await second.leave();
    expect(hasSockets(path)).toBe(false);
  });

  test("is one and the same for four commands that start in the same instant", async () => {
    const path = join(await makePlace(), "pgdata");
    const users = [1, 2, 3, 4].map(() => new User({ path }));
    const servers = await Promise.all(users.map((user) => user.server()));
    const pid = await serverPid(path);
    const starts = await Promise.all(
      servers.map((server) => query(server, "select pg_postmaster_start_time()::text as start")),
    );
    expect(new Set(starts.map((rows) => JSON.stringify(rows))).size).toBe(1);
    await Promise.all(users.map((user) => user.leave()));
    await untilStopped(path, pid);
  });

  test("is there again for a command that comes while it stops", async () => {
    const path = join(await makePlace(), "pgdata");
    let server = await joinEmbedded({ path });
    for (let round = 0; round < 10; round += 1) {
      const leaving = server.leave();
      server = await joinEmbedded({ path });
      expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
      await leaving;
    }
    await server.leave();
  });

  test("leaves nothing behind when it is temporary, and is shared with nobody", async () => {
    const [one, other] = await Promise.all([joinEmbedded({}), joinEmbedded({})]);
    expect(one.dataDirectory).not.toBe(other.dataDirectory);
    expect(await query(one, "show fsync")).toEqual([{ fsync: "off" }]);
    await Promise.all([one.leave(), other.leave()]);
    for (const { dataDirectory } of [one, other]) {
      expect(existsSync(dataDirectory)).toBe(false);
      expect(hasSockets(dataDirectory)).toBe(false);
    }
  });

  test("has no TCP port, speaks UTF-8, and runs with the database's usual safety when it keeps data", async () => {
    const server = await joinEmbedded({ path: join(await makePlace(), "pgdata") });
    const [row] = await query(
      server,
      `select current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding,
              current_setting('fsync') as fsync, current_setting('client_connection_check_interval') as interval`,
    );
    expect(row).toEqual({ addresses: "", encoding: "UTF8", fsync: "on", interval: "1s" });
    await server.leave();
  });

  test("makes the database that is asked for, once", async () => {
    const path = join(await makePlace(), "pgdata");
    const database = `it's "mine"`;
    const [first, second] = await Promise.all([joinEmbedded({ path, database }), joinEmbedded({ path, database })]);
    expect(await query(first, "select current_database() as name")).toEqual([{ name: database }]);
    await Promise.all([first.leave(), second.leave()]);
    const again = await joinEmbedded({ path, database });
    expect(await query(again, "select current_database() as name")).toEqual([{ name: database }]);
    await again.leave();
  });

  test.for([14, 15, 18])("is of major %d when that is asked for, and stays so", async (major) => {
    const path = join(await makePlace(), "pgdata");
    const first = await joinEmbedded({ path, major });
    expect(first.major).toBe(major);
    const number = "current_setting('server_version_num')::int / 10000";
    expect(await query(first, `select ${number} as major`)).toEqual([{ major }]);
    await first.leave();
    const again = await joinEmbedded({ path });
    expect(again.major).toBe(major);
    await again.leave();
  });

  test.for([
    ["spaces and letters of all kinds", `a folder/größe 数据/it's "q" $HOME \\ %41`],
    ["more bytes than the address of a socket may have", join(...Array.from({ length: 10 }, () => "long".repeat(10)))],
  ])("takes a path with %s", async ([, name]) => {
    const path = join(await makePlace(), String(name));
    const server = await joinEmbedded({ path });
    expect(await query(server, "show data_directory")).toEqual([{ data_directory: path }]);
    await server.leave();
    expect(existsSync(join(path, "PG_VERSION"))).toBe(true);
  });

  test("is the same one through a symbolic link", async () => {
    const place = await makePlace();
    await mkdir(join(place, "real"));
    await symlink("real", join(place, "link"));
    const first = await joinEmbedded({ path: join(place, "real", "pgdata") });
    const second = await joinEmbedded({ path: join(place, "link", "pgdata") });
    expect(second.socketDirectory).toBe(first.socketDirectory);
    await first.leave();
    await second.leave();
  });

  test("is a new one after its folder was removed under a running one", async () => {
    const path = join(await makePlace(), "pgdata");
    const old = await joinEmbedded({ path });
    const pid = await serverPid(path);
    await rm(path, { recursive: true });
    const server = await joinEmbedded({ path });
    expect(await serverPid(path)).not.toBe(pid);
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(isGone(pid)).toBe(true);
    await old.leave();
    await server.leave();
  });

  test("is given up when the caller aborts while it starts", async () => {
    const path = join(await makePlace(), "pgdata");
    const abort = new AbortController();
    const joining = joinEmbedded({ path, signal: abort.signal, onStarting: () => abort.abort(new Error("enough")) });
    await expect(joining).rejects.toThrow("enough");
    // The next user waits for its end, or finds a fresh one.
    const server = await joinEmbedded({ path });
    expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.leave();
  });
});
