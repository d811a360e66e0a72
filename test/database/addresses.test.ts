import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freshDatabase } from "../support/database.ts";
import { listen, passOn } from "../support/listener.ts";
import { project, scratchDirectory } from "../support/project.ts";
import { failureOf, migratorOn } from "../support/scene.ts";

async function hostOf(url: string | undefined, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const { migrator } = await migratorOn(project(), url, { environment });
  return (await migrator.status()).host;
}

test("a unix socket is reached by its directory, however that is given", async () => {
  const { name, server } = await freshDatabase();
  const { socketDirectory: directory, port } = server;
  const encoded = encodeURIComponent(directory);
  for (const url of [
    `postgresql://postgres@/${name}?host=${directory}&port=${port}`,
    `postgresql://postgres@${encoded}:${port}/${name}`,
    `postgresql:///${name}?user=postgres&host=${encoded}&port=${port}`,
  ])
    expect(await hostOf(url)).toBe(`${directory}:${port}`);
  const environment = { PGHOST: directory, PGPORT: String(port), PGUSER: "postgres", PGDATABASE: name };
  expect(await hostOf(undefined, environment)).toBe(`${directory}:${port}`);
});

test("a directory with spaces and colons in its name", async () => {
  const { tcpUrl, server } = await freshDatabase();
  const directory = join(scratchDirectory());
  const path = join(directory, ".s.PGSQL.5432");
  await listen((socket) => passOn(socket, server), { path });
  const url = tcpUrl.replace(`127.0.0.1:${server.port}`, encodeURIComponent(directory));
  expect(await hostOf(url)).toBe(`${directory}:5432`);
});

test.runIf(process.platform === "linux")("an abstract unix socket begins with @", async () => {
  const { tcpUrl, server } = await freshDatabase();
  const name = `migraph-test-${process.pid}`;
  await listen((socket) => passOn(socket, server), { path: `\0${name}/.s.PGSQL.5432` });
  expect(await hostOf(tcpUrl.replace(`127.0.0.1:${server.port}`, `%40${name}`))).toBe(`@${name}:5432`);
});

const HAS_IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

test.runIf(HAS_IPV6)("IPv6 is reached by [::1], by host=::1, and by hostaddr", async () => {
  const { tcpUrl, server, name } = await freshDatabase();
  const { port } = await listen((socket) => passOn(socket, server), { port: 0, host: "::1" });
  expect(await hostOf(tcpUrl.replace(`127.0.0.1:${server.port}`, `[::1]:${port}`))).toBe(`[::1]:${port}`);
  const login = `postgresql://postgres:${server.password}@`;
  expect(await hostOf(`${login}/${name}?host=::1&port=${port}`)).toBe(`[::1]:${port}`);
  expect(await hostOf(`${login}db.invalid:${port}/${name}?hostaddr=::1`)).toBe(`db.invalid:${port}`);
});

test("hostaddr is where to go, whatever the host's name", async () => {
  const { tcpUrl, server, name } = await freshDatabase();
  const url = tcpUrl.replace("127.0.0.1", "db.invalid");
  expect(await hostOf(`${url}?hostaddr=127.0.0.1`)).toBe(`db.invalid:${server.port}`);
  const environment = {
    PGHOSTADDR: "127.0.0.1",
    PGPORT: String(server.port),
    PGUSER: "postgres",
    PGDATABASE: name,
    PGPASSWORD: server.password,
  };
  expect(await hostOf(undefined, environment)).toBe(`127.0.0.1:${server.port}`);
});

test("names of roles and databases may hold anything", async () => {
  const { sql, url } = await freshDatabase();
  const role = `a@b:/?#% ${process.pid}`;
  await sql.unsafe(`create role "${role}" login superuser`);
  try {
    const { migrator } = await migratorOn(project(), url.replace("postgres@", `${encodeURIComponent(role)}@`));
    expect(await migrator.status()).toMatchObject({ role });
    await migrator.close();
  } finally {
    await sql.unsafe(`drop role "${role}"`);
  }
});

test("PGSERVICE alone is an error, and no database is guessed", async () => {
  const { migrator } = await migratorOn(project(), undefined, { environment: { PGSERVICE: "shop" } });
  expect(await failureOf(migrator.status())).toMatchObject({ code: "bad_url", exitCode: 2 });
});

test("PGOPTIONS and PGAPPNAME are what the session starts with", async () => {
  const { url, sql, name } = await freshDatabase();
  const { migrator } = await migratorOn(
    project([{ id: "a1", up: "create table a1 as select current_setting('work_mem');" }]),
    url,
    {
      environment: { PGOPTIONS: "-c work_mem=5MB", PGAPPNAME: "deploy" },
    },
  );
  await migrator.upgrade();
  expect(await sql`select * from a1`).toEqual([{ current_setting: "5MB" }]);
  const names = await sql`select application_name from pg_stat_activity where datname = ${name}`;
  expect(names).toContainEqual({ application_name: "deploy" });
});
