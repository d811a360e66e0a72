import { readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CreateOptions, createMerge, createRevision } from "../../src/author/create.ts";
import { readProject } from "../../src/project.ts";
import { errorOf, project, writeFiles } from "../support/project.ts";

const HEADER =
  /^-- revision: bbbb\r?\n-- parents: aaaa\r?\n-- message: Add plans\r?\n-- created: \d{4}-[-\d]+T[\d:]+Z\r?\n/;

/** A project with one revision and, in a folder of its own, these templates. */
function withTemplates(templates: Readonly<Record<string, string>> = {}): string {
  const paths = Object.entries(templates).map(([name, text]) => [`templates/${name}`, text] as const);
  return writeFiles(project([{ id: "aaaa" }]), { "templates/README.md": "", ...Object.fromEntries(paths) });
}

/** The texts of the new revision's files, the header of up.sql cut off. */
function create(root: string, options: CreateOptions = {}): Readonly<Record<string, string>> {
  const before = readProject([join(root, "migrations")], "scripts");
  const conventions = { folderName: "{revision}", templates: join(root, "templates") };
  const { path } = createRevision(before, "Add plans", conventions, { revisionId: "bbbb", ...options });
  // Also proves that it can be read.
  const { folders } = readProject([join(root, "migrations")], "scripts");
  expect(folders.get("bbbb")?.parents).toEqual(["aaaa"]);
  const texts = readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")] as const);
  return Object.fromEntries(texts.map(([name, text]) => [name, name === "up.sql" ? text.replace(HEADER, "") : text]));
}

async function refusal(root: string, options: CreateOptions = {}) {
  const before = readdirSync(root, { recursive: true });
  const error = await errorOf(() => create(root, options));
  expect(readdirSync(root, { recursive: true })).toEqual(before);
  expect(error).toMatchObject({ exitCode: 2, hint: expect.any(String) });
  return error;
}

describe("templates", () => {
  test("stand below the header, any of the three", () => {
    expect(create(withTemplates({ "up.sql": "set role owner;\n", "verify.sql": "select true;\n" }))).toEqual({
      "up.sql": "\nset role owner;\n",
      "down.sql": expect.stringContaining("-- irreversible: "),
      "verify.sql": "select true;\n",
    });
    expect(Object.keys(create(withTemplates()))).toEqual(["down.sql", "up.sql"]);
  });

  test("have placeholders, and braces of their own", () => {
    const text =
      "-- {revision}|{message}|{parents}|{slug}|{user}|{created}\nselect '{}'::int[], '{\"a\": 1}', '{name}';\n";
    const { "down.sql": down } = create(withTemplates({ "down.sql": text }));
    expect(down).toMatch(
      new RegExp(`^\\n?-- bbbb\\|Add plans\\|aaaa\\|add_plans\\|${userInfo().username}\\|\\d{4}-\\S+Z\\n`),
    );
    expect(down).toContain("select '{}'::int[], '{\"a\": 1}', '{name}';\n");
  });

  test("may say how a script is run; that becomes part of the header", () => {
    const root = withTemplates({
      "up.sql": "-- lock-timeout: 2s\n-- Note: by hand\n-- secret: on\n\nselect 1;\n",
      "down.sql": "-- irreversible: {message} is for good\n",
    });
    expect(create(root)).toEqual({
      "up.sql": "-- lock-timeout: 2s\n-- secret: on\n\n-- Note: by hand\n\nselect 1;\n",
      "down.sql": "-- irreversible: Add plans is for good\n",
    });
    const { folders } = readProject([join(root, "migrations")], "scripts");
    expect(folders.get("bbbb")).toMatchObject({
      secret: true,
      up: { settings: { lockTimeout: 2_000 } },
      down: { irreversible: "Add plans is for good" },
    });
  });

  test("with comments that look like a header's lines keep them as comments", () => {
    const down = "-- Name: plans; Type: TABLE\ndrop table plans;\n";
    expect(create(withTemplates({ "down.sql": down }))["down.sql"]).toBe(`\n${down}`);
  });

  test("with CRLF make files with CRLF throughout", () => {
    const root = withTemplates({ "up.sql": "select 1;\r\nselect 2;\r\n" });
    create(root);
    expect(readFileSync(join(root, "migrations/bbbb/up.sql"), "utf8").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  test("are chosen by the name of a folder; what that lacks comes from above, then from migraph", () => {
    const root = withTemplates({ "index/up.sql": "select 'index';\n", "verify.sql": "select true;\n", "up.sql": "no" });
    expect(create(root, { template: "index" })).toEqual({
      "up.sql": "\nselect 'index';\n",
      "down.sql": expect.stringContaining("takes the change back"),
      "verify.sql": "select true;\n",
    });
  });

  test("are not for merges", () => {
    const root = writeFiles(project([{ id: "aaaa" }, { id: "bbbb" }]), { "templates/up.sql": "select 1;" });
    const before = readProject([join(root, "migrations")], "headers");
    const created = createMerge(before, [], { folderName: "{revision}", templates: join(root, "templates") }, {});
    expect(readFileSync(join(created.path, "up.sql"), "utf8")).toContain("-- Joins aaaa and bbbb; nothing to do.");
  });

  test.each<[string, Record<string, string>, CreateOptions, string, string]>([
    ["an unknown name", { "index/up.sql": "" }, { template: "indx" }, "unknown_template", "there is no template indx"],
    [
      "a header of ours",
      { "up.sql": "-- parents: none\n" },
      {},
      "bad_script",
      "the template of up.sql begins with a header that has parents",
    ],
    [
      "a bad setting",
      { "up.sql": "-- lock-timeout: soon\n" },
      {},
      "bad_script",
      "cannot be taken: header key lock-timeout",
    ],
    [
      "a bad setting of down",
      { "down.sql": "-- transaction: no\n" },
      {},
      "bad_script",
      "the template of down.sql begins",
    ],
    ["a NUL", { "verify.sql": "select '\0';" }, {}, "bad_files", "it has a NUL"],
  ])("with %s are refused, and nothing is written", async (_, templates, options, code, message) => {
    const error = await refusal(withTemplates(templates), options);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(message);
  });

  test("that are configured and not there are told", async () => {
    const root = project([{ id: "aaaa" }]);
    expect(await refusal(root)).toMatchObject({ code: "bad_template", message: expect.stringContaining("ENOENT") });
    const before = readProject([join(root, "migrations")], "headers");
    const none = await errorOf(() => createRevision(before, "X", { folderName: "{revision}" }, { template: "index" }));
    expect(none).toMatchObject({ code: "unknown_template", message: "no templates are configured" });
  });
});

describe("SQL that is given", () => {
  test("takes the place of the template, with a line end at its end", () => {
    const root = withTemplates({ "up.sql": "no", "down.sql": "no" });
    expect(create(root, { up: "create table plans ()", down: "drop table plans;\n", verify: "select true" })).toEqual({
      "up.sql": "\ncreate table plans ()\n",
      "down.sql": "drop table plans;\n",
      "verify.sql": "select true\n",
    });
  });

  test("is kept as it is, placeholders and all", () => {
    expect(create(withTemplates(), { up: "select '{user}';\n" })["up.sql"]).toBe("\nselect '{user}';\n");
  });

  test("makes a verify.sql where only that is asked for", () => {
    expect(create(withTemplates(), { verify: true })["verify.sql"]).toMatch(/^-- Write here what must be true/);
  });

  test.each<[string, CreateOptions, string]>([
    [
      "a header of its own",
      { up: "-- revision: cccc\n-- parents: none\nselect 1;" },
      "begins with a header that has revision",
    ],
    ["a NUL", { down: "select '\0'" }, "has a NUL or half a character in it"],
    ["half a character", { verify: "select '\ud83d'" }, "has a NUL or half a character in it"],
  ])("is refused with %s", async (_, options, message) => {
    const error = await refusal(withTemplates(), options);
    expect(error).toMatchObject({ code: "bad_script" });
    expect(error.message).toContain(message);
  });
});
