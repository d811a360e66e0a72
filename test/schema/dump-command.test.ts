import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migraph } from "../support/cli.ts";
import { freshDatabase } from "../support/database.ts";
import { project } from "../support/project.ts";
import { runScript, sessionIn } from "../support/schemas.ts";

const TABLES = [
  { id: "users", up: "create table users (id int primary key, name text);" },
  { id: "notes", parents: ["users"], up: "create table notes (id int primary key, of int references users);" },
];

const SCHEMA = `-- A schema, written by migraph for an empty database.

SET check_function_bodies = off;
SET client_min_messages = warning;
SET default_table_access_method = heap;
SET default_tablespace = '';
SET search_path = '';
SET standard_conforming_strings = on;
SET xmloption = content;

CREATE TABLE public.notes (
    id integer NOT NULL,
    of integer
);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);

CREATE TABLE public.users (
    id integer NOT NULL,
    name text
);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_of_fkey FOREIGN KEY (of) REFERENCES public.users(id);
`;

async function applied() {
  const cwd = project(TABLES);
  const database = await freshDatabase();
  const run = (...args: readonly string[]) => migraph(["--url", database.url, ...args], { cwd });
  return { cwd, database, run, file: join(cwd, "schema.sql") };
}

describe("migraph dump", () => {
  it("prints the schema without the ledger, in an order in which it can be run", async () => {
    const { run } = await applied();
    await run("upgrade");
    expect(await run("dump")).toEqual({ code: 0, stdout: SCHEMA, stderr: "" });
  });

  it("prints what the revisions build, whatever the database has", async () => {
    const { run } = await applied();
    expect(await run("dump", "--from-graph")).toEqual({ code: 0, stdout: SCHEMA, stderr: "" });
  });

  it("takes a part: by schema, by table, without some", async () => {
    const { run, database } = await applied();
    const extras = "create schema app; create table app.t (a int); create view app.v as select a from app.t;";
    await runScript(
      await sessionIn(database),
      `${extras} create function app.f() returns int language sql as 'select 1';`,
    );
    const made = async (...args: readonly string[]) =>
      (await run("dump", ...args)).stdout.match(/(?<=^CREATE )(?:OR REPLACE )?\w+ [\w.]+/gm);
    expect(await made("--schema", "app")).toEqual([
      "SCHEMA app",
      "OR REPLACE FUNCTION app.f",
      "TABLE app.t",
      "VIEW app.v",
    ]);
    expect(await made("--schema", "a*", "--exclude", "app.f()")).toEqual(["SCHEMA app", "TABLE app.t", "VIEW app.v"]);
    expect(await made("--table", "t")).toEqual(["TABLE app.t"]);
    const wrong = await run("dump", "--schema", "ap");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("--schema ap names nothing that is there");
  });

  it("tells owners only where that is asked for, and grants unless that is not", async () => {
    const { run, database } = await applied();
    await database.sql`create table t ()`;
    await database.sql`grant select on t to public`;
    expect((await run("dump")).stdout).toContain("GRANT SELECT ON TABLE public.t TO PUBLIC;");
    expect((await run("dump")).stdout).not.toContain("OWNER TO");
    const other = (await run("dump", "--owners", "--no-grants")).stdout;
    expect(other).toContain("ALTER TABLE public.t OWNER TO postgres;");
    expect(other).not.toContain("GRANT");
  });

  it("writes a file only if it has another text", async () => {
    const { run, file } = await applied();
    await run("upgrade");
    expect((await run("dump", "--output", file)).stdout).toBe(`Wrote ${file}.\n`);
    const { ino } = statSync(file);
    expect((await run("dump", "--output", file)).stdout).toBe(`${file} is as the schema is.\n`);
    expect(statSync(file).ino).toBe(ino);
    expect(JSON.parse((await run("dump", "--output", file, "--json")).stdout)).toMatchObject({ file, changed: false });
  });
});

describe("a schema file that is kept by runs", () => {
  it("is as the schema is after upgrade, downgrade and redo", async () => {
    const { run, file } = await applied();
    const upgrade = await run("upgrade", "--dump", file);
    expect(upgrade.stdout).toContain(`Wrote the schema into ${file}.`);
    expect(readFileSync(file, "utf8")).toBe(SCHEMA);
    expect((await run("redo", "--dump", file)).stdout).not.toContain("Wrote");
    await run("downgrade", "--dump", file);
    expect(readFileSync(file, "utf8")).not.toContain("notes");
  });

  it("can be configured, is left alone where nothing was run, and on request", async () => {
    const { cwd, run, file } = await applied();
    writeFileSync(join(cwd, "migraph.config.json"), JSON.stringify({ dump: "schema.sql" }));
    await run("upgrade", "--no-dump");
    expect(() => readFileSync(file)).toThrow("ENOENT");
    await run("upgrade");
    expect(() => readFileSync(file)).toThrow("ENOENT");
    await run("redo");
    expect(readFileSync(file, "utf8")).toBe(SCHEMA);
  });

  it("that cannot be written fails a run only where it was asked for in its call", async () => {
    const { cwd, run } = await applied();
    writeFileSync(join(cwd, "migraph.config.json"), JSON.stringify({ dump: "migraph.config.json/schema.sql" }));
    const configured = await run("upgrade", "users");
    expect(configured).toMatchObject({ code: 0 });
    expect(configured.stderr).toMatch(
      /^warning: the schema file .* cannot be written \(ENOTDIR\); the run itself is done/,
    );
    const asked = await run("upgrade", "--dump", "migraph.config.json/schema.sql");
    expect(asked).toMatchObject({ code: 2 });
    expect(asked.stderr).toContain("cannot be written");
    expect(JSON.parse((await run("current", "--json")).stdout).revisions).toMatchObject([{ revision: "notes" }]);
  });

  it("is no matter of SQL for psql", async () => {
    const { run } = await applied();
    expect(await run("upgrade", ":head", "--sql", "--dump", "schema.sql")).toMatchObject({ code: 2, stdout: "" });
  });
});
