import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { servers } from "../support/database.ts";
import { scene } from "../support/scene.ts";

const UP = `create table a1 (id int, name text default 'none');
create function a1_size() returns bigint language sql as $$
  select count(*) from a1
$$;`;

/** One applied revision, of which a script is then changed. */
async function applied(
  change: (text: string) => string | Uint8Array,
  file = "up.sql",
  more: { readonly header?: readonly string[]; readonly server?: (typeof servers)[number] } = {},
) {
  const revision = { id: "a1", up: UP, down: "drop table a1 cascade;\n", verify: "select true;\n", ...more };
  const made = await scene([revision], more.server);
  await made.migrator.upgrade();
  const path = join(made.root, "migrations/a1", file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
  return { ...made, path };
}

const inBody = (text: string, change: (body: string) => string) => {
  const [header = "", ...body] = text.split("\n\n");
  return `${header}\n\n${change(body.join("\n\n"))}`;
};

describe("a revision is not edited by", () => {
  test.for<[string, (text: string) => string]>([
    ["another layout", (text) => inBody(text, (body) => body.replace(/\(id int, /, "(\n  id int,\n  "))],
    ["a licence below the header", (text) => inBody(text, (body) => `-- Licence: MIT\n\n${body}`)],
    ["a licence in a block", (text) => inBody(text, (body) => `/* Licence: MIT\n   All rights */\n${body}`)],
    ["comments in its middle", (text) => text.replace("create function", "-- How many there are.\ncreate function")],
    ["ends of lines as on Windows", (text) => text.replaceAll("\n", "\r\n")],
    ["a byte order mark", (text) => `\ufeff${text}`],
    ["keywords in capitals", (text) => text.replace("create table", "CREATE TABLE").replace("default", "DEFAULT")],
    ["a semicolon at its end", (text) => `${text.trimEnd()};\n`],
    ["a semicolon taken from its end", (text) => text.trimEnd().replace(/;$/, "")],
    ["empty lines at its end", (text) => `${text}\n\n\n`],
    ["another message in its header", (text) => text.replace("Make a1", "Make it")],
  ])("%s", async ([, change]) => {
    const { migrator } = await applied(change);
    expect(await migrator.status()).toMatchObject({
      edited: [],
      reformatted: [{ revision: "a1", files: ["up.sql"] }],
    });
  });
});

describe("a revision is edited by", () => {
  test.for<[string, (text: string) => string]>([
    ["another constant", (text) => text.replace("'none'", "'None'")],
    ["another name", (text) => text.replace("name text", "title text")],
    ["a space in a function's body", (text) => text.replace("count(*) from", "count(*)  from")],
    ["a comment in a function's body", (text) => text.replace("  select", "  -- all\n  select")],
    ["another statement", (text) => `${text}create table a2 ();\n`],
    ["a statement less", (text) => inBody(text, (body) => body.slice(0, body.indexOf("create function")))],
    ["statements in another order", (text) => inBody(text, (body) => `${body.split(";\n")[1]}create table a1 ();`)],
    ["nothing that could be parsed", (text) => text.replace("create table", "craete table")],
  ])("%s", async ([, change]) => {
    const { migrator } = await applied(change);
    expect(await migrator.status()).toMatchObject({
      edited: [{ revision: "a1", files: ["up.sql"] }],
      reformatted: [],
    });
  });

  test("a down script or a check alone, and only that file is named", async () => {
    const { migrator, root } = await applied(() => "drop table if exists a1 cascade;\n", "down.sql");
    expect(await migrator.status()).toMatchObject({ edited: [{ revision: "a1", files: ["down.sql"] }] });
    appendFileSync(join(root, "migrations/a1/verify.sql"), "select 1 = 1;\n");
    expect(await migrator.status()).toMatchObject({ edited: [{ revision: "a1", files: ["down.sql", "verify.sql"] }] });
  });

  test("a check that was added, or taken away", async () => {
    const { migrator, root } = await scene([{ id: "a1" }, { id: "b2", parents: ["a1"], verify: "select true;\n" }]);
    await migrator.upgrade();
    writeFileSync(join(root, "migrations/a1/verify.sql"), "select true;\n");
    rmSync(join(root, "migrations/b2/verify.sql"));
    expect(await migrator.status()).toMatchObject({
      edited: [
        { revision: "a1", files: ["verify.sql"] },
        { revision: "b2", files: ["verify.sql"] },
      ],
    });
  });
});

test.for(servers.map((server) => [server.major, server] as const))(
  "on PostgreSQL %i the ledger's own record of what ran is the one that is compared with",
  async ([, server]) => {
    const { migrator } = await applied((text) => `${text}\n-- said afterwards\n`, "up.sql", { server });
    expect(await migrator.status()).toMatchObject({ edited: [], reformatted: [{ revision: "a1" }] });
    const { migrator: other } = await applied((text) => text.replace("'none'", "'some'"), "up.sql", { server });
    expect(await other.status()).toMatchObject({ edited: [{ revision: "a1", files: ["up.sql"] }] });
  },
);

describe("a secret revision, of which the ledger has checksums alone,", () => {
  const header = ["-- secret: on"];
  const layout = (text: string) => inBody(text, (body) => body.replaceAll(" (", "\n  ("));

  test("is edited by another constant", async () => {
    const { migrator } = await applied((text) => text.replace("'none'", "'some'"), "up.sql", { header });
    expect(await migrator.status()).toMatchObject({ edited: [{ revision: "a1", files: ["up.sql"] }] });
  });

  test("is not edited by another layout", async () => {
    const { migrator } = await applied(layout, "up.sql", { header });
    expect(await migrator.status()).toMatchObject({ edited: [], reformatted: [{ revision: "a1" }] });
  });
});

describe("where the ledger's checksum was made in another way", () => {
  const older = `update migraph.revision set up_checksum = 'older-7:' || repeat('0', 64)`;

  test("the text that it kept is what a changed file is compared with", async () => {
    const { migrator, sql, path } = await applied((text) => `${text}-- a comment\n`);
    await sql.unsafe(older);
    expect(await migrator.status()).toMatchObject({ edited: [], reformatted: [{ revision: "a1" }] });
    appendFileSync(path, "create table a2 ();\n");
    expect(await migrator.status()).toMatchObject({ edited: [{ revision: "a1", files: ["up.sql"] }] });
  });

  test("a file with the same bytes is not edited, whatever the checksum says", async () => {
    const { migrator, sql } = await applied((text) => text);
    await sql.unsafe(older);
    expect(await migrator.status()).toMatchObject({ edited: [], reformatted: [] });
  });

  test("a changed secret file counts as edited: nothing is left to tell by", async () => {
    const { migrator, sql } = await applied((text) => `${text}-- a comment\n`, "up.sql", { header: ["-- secret: on"] });
    await sql.unsafe(older);
    expect(await migrator.status()).toMatchObject({ edited: [{ revision: "a1", files: ["up.sql"] }] });
  });
});
