import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { type CreateOptions, createRevision } from "../../src/author/create.ts";
import { GraphError, MigraphError, UsageError } from "../../src/errors.ts";
import { type Project, readProject } from "../../src/project.ts";
import type { Created } from "../../src/results.ts";
import { DEFAULT_FOLDER_NAME } from "../../src/revision/name.ts";
import { errorOf, project, type TestRevision, writeFiles, writeRevisionFiles } from "../support/project.ts";

/**
 *     aaaa ── bbbb (billing) ── cccc
 *       └──── dddd (notify)
 */
const BRANCHES: readonly TestRevision[] = [
  { id: "aaaa" },
  { id: "bbbb", parents: ["aaaa"], labels: ["billing"] },
  { id: "cccc", parents: ["bbbb"] },
  { id: "dddd", parents: ["aaaa"], labels: ["notify"] },
];
const LINE = BRANCHES.slice(0, 3);

const CONVENTIONS = { folderName: DEFAULT_FOLDER_NAME };

function read(root: string, directories: readonly string[] = ["migrations"]): Project {
  return readProject(
    directories.map((directory) => join(root, directory)),
    "headers",
  );
}

function create(root: string, options: CreateOptions = {}, message = "Do it"): Created {
  return createRevision(read(root), message, CONVENTIONS, options);
}

/** The refusal; and nothing was written. */
async function refusal(root: string, options: CreateOptions, message?: string): Promise<MigraphError> {
  const before = readdirSync(root, { recursive: true });
  const error = await errorOf(() => create(root, options, message));
  expect(readdirSync(root, { recursive: true })).toEqual(before);
  expect(error).toBeInstanceOf(MigraphError);
  expect(error).toMatchObject({ exitCode: 2, hint: expect.any(String) });
  return error as MigraphError;
}

function upScript(created: Created) {
  return readFileSync(join(created.path, "up.sql"), "utf8");
}

describe("a new revision", () => {
  test("is a folder with both scripts, which is read back as it was asked for", () => {
    const root = project(BRANCHES);
    const before = Date.now();
    const created = create(
      root,
      { parents: ["cccc"], labels: ["prefs", "ui"], depends: ["notify"], revisionId: "eeee" },
      "  Add\n\tuser   preferences ",
    );
    const folder = read(root).folders.get("eeee");
    const files = ["up.sql", "down.sql"].map((name) => join(created.path, name));
    expect(created).toEqual({ revision: "eeee", parents: ["cccc"], path: folder?.path, files });
    expect(folder).toMatchObject({
      parents: ["cccc"],
      labels: ["prefs", "ui"],
      depends: ["dddd"],
      message: "Add user preferences",
      created: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
      secret: false,
    });
    expect(Date.parse(folder?.created ?? "") - before).toBeGreaterThan(-1_000);
    const minute = folder?.created?.replace(/\D/g, "").slice(0, 12);
    expect(basename(created.path)).toBe(`${minute}_eeee_add_user_preferences`);
    expect(readdirSync(created.path).sort()).toEqual(["down.sql", "up.sql"]);
    expect(upScript(created)).toMatch(/\n\n-- Write the change here\.\n$/);
    expect(readFileSync(join(created.path, "down.sql"), "utf8")).toContain("-- irreversible: ");
  });

  test("has an id of its own unless it is given one", () => {
    const root = project(LINE);
    const { revision } = create(root);
    expect(revision).toMatch(/^[0-9a-f]{12}$/);
    expect(read(root).graph.heads()).toEqual([revision]);
  });

  test("in the same minute with the same message is another folder", () => {
    const root = project();
    const ids = [create(root).revision, create(root).revision, create(root).revision];
    expect(read(root).graph.ids().length).toBe(3);
    expect(read(root).graph.heads()).toEqual([ids[2]]);
  });

  test("whose folder is there already is refused, where its name does not tell revisions apart", async () => {
    const root = project(LINE);
    createRevision(read(root), "Same words", { folderName: "{slug}" }, {});
    const error = await errorOf(() => createRevision(read(root), "Same words!", { folderName: "{slug}" }, {}));
    expect(error).toMatchObject({ code: "folder_exists", hint: expect.stringContaining("{revision}") });
  });
});

describe("the parents of a new revision", () => {
  test("are none in an empty project", () => {
    for (const parents of [undefined, ["head"], ["heads"], ["base"]]) {
      expect(create(project(), { parents }).parents).toEqual([]);
    }
  });

  test("are the only head unless they are given", () => {
    expect(create(project(LINE)).parents).toEqual(["cccc"]);
  });

  test.each([
    [["cccc"], ["cccc"]],
    [["billing@head"], ["cccc"]],
    [["dddd"], ["dddd"]],
    [["notify"], ["dddd"]],
    [["bbbb+1"], ["cccc"]],
    [["base+1", "--splice"], ["aaaa"]],
    [["bbbb", "--splice"], ["bbbb"]],
    [["cccc-1", "--splice"], ["bbbb"]],
    [["notify-1", "--splice"], ["aaaa"]],
    [["base"], []],
    [
      ["cccc", "dddd"],
      ["cccc", "dddd"],
    ],
    [
      ["notify@head", "billing@head"],
      ["dddd", "cccc"],
    ],
    [["heads"], ["cccc", "dddd"]],
  ])("are by the addresses %j", (words, parents) => {
    const addresses = words.filter((word) => word !== "--splice");
    const created = create(project(BRANCHES), { parents: addresses, splice: words.includes("--splice") });
    expect([...created.parents].sort()).toEqual([...parents].sort());
  });

  test("are none for a root, and then another lineage begins", () => {
    const root = project(BRANCHES);
    const { revision, parents } = create(root, { root: true, labels: ["other"] });
    expect(parents).toEqual([]);
    expect(read(root).graph.bases()).toEqual(["aaaa", revision]);
  });

  test("must be given where there are several heads, and the forms to type are told", async () => {
    const error = await refusal(project([...BRANCHES, { id: "eeee" }]), {});
    expect(error).toBeInstanceOf(GraphError);
    expect(error).toMatchObject({
      code: "multiple_heads",
      message: "there are 3 heads: cccc (billing), dddd (notify), eeee",
      hint: "say which to continue: --parent billing@head or --parent notify@head or --parent eeee; or join them first with `migraph merge`",
      data: { candidates: ["cccc", "dddd", "eeee"] },
    });
  });

  test("are told by their ids where a label has several of the heads, and ten of many", async () => {
    const heads = Array.from({ length: 12 }, (_, index) => ({ id: `h${100 + index}`, parents: ["aaaa"] }));
    const error = await refusal(project([{ id: "aaaa", labels: ["all"] }, ...heads]), {});
    expect(error.message).toBe(
      "there are 12 heads: h100, h101, h102, h103, h104, h105, h106, h107, h108, h109 and 2 more",
    );
    expect(error.hint).toContain("--parent h109; or");
  });

  test.each(["current", "+1", "-1", "billing@current", "billing@+1", "current-1"])(
    "are not counted from a database's state, as %s would be",
    async (address) => {
      for (const options of [{ parents: [address] }, { parents: ["cccc"], depends: [address] }]) {
        const error = await refusal(project(BRANCHES), { ...options, splice: true });
        expect(error).toMatchObject({
          code: "bad_address",
          message: `${address} counts from where a database stands, and none is asked here`,
          hint: "name the revision by its id or a label, or write LABEL@head",
        });
      }
    },
  );

  test.each(["aaaa-1", "billing@base", "bbbb-2"])("are not the state below a revision, as %s is", async (address) => {
    expect(await refusal(project(BRANCHES), { parents: [address] })).toMatchObject({
      code: "bad_address",
      message: `${address} is the state before a revision, and no revision itself`,
      hint: "`base` alone is the state before all revisions",
    });
  });

  test.each<[string, CreateOptions, string, string]>([
    ["unknown", { parents: ["zzzz"] }, "unknown_revision", "there is no revision or label zzzz"],
    ["misspelt", { parents: ["biling"] }, "unknown_revision", "there is no revision or label biling"],
    ["no address", { parents: ["a b"] }, "bad_address", '"a b" is not an address'],
    ["none at all", { parents: [] }, "usage", "the list of parents is empty"],
    ["named twice", { parents: ["cccc", "billing@head"] }, "usage", "cccc is named twice as a parent"],
    [
      "the base among others",
      { parents: ["cccc", "base"] },
      "usage",
      "base means no parents, and others are named beside it",
    ],
    ["given for a root", { parents: ["cccc"], root: true }, "usage", "a root has no parents"],
    [
      "related",
      { parents: ["cccc", "aaaa"], splice: true },
      "related",
      "aaaa is an ancestor of cccc: there is nothing to join",
    ],
    ["no head", { parents: ["bbbb"] }, "not_a_head", "bbbb is not a head: it has the child cccc"],
    [
      "no head, with several children",
      { parents: ["aaaa"] },
      "not_a_head",
      "aaaa is not a head: it has the children bbbb, dddd",
    ],
  ])("are refused where they are %s", async (_, options, code, message) => {
    expect(await refusal(project(BRANCHES), options)).toMatchObject({ code, message });
  });

  test("may be two that a dependency alone connects: they share no lineage", () => {
    const root = project([...BRANCHES, { id: "eeee", parents: ["dddd"], depends: ["cccc"] }]);
    expect(create(root, { parents: ["cccc", "eeee"] }).parents).toEqual(["cccc", "eeee"]);
  });
});

describe("what a new revision depends on", () => {
  test("is written as ids, each once", () => {
    const root = project(BRANCHES);
    const { revision } = create(root, { parents: ["dddd"], depends: ["billing", "bbbb", "cccc", "billing@head"] });
    expect(read(root).folders.get(revision)?.depends).toEqual(["bbbb", "cccc"]);
  });

  test.each([
    ["zzzz", "unknown_revision"],
    ["base", "usage"],
  ])("is refused where %s names no revision", async (address, code) => {
    expect(await refusal(project(BRANCHES), { parents: ["dddd"], depends: [address] })).toMatchObject({ code });
  });
});

describe("the names of a new revision", () => {
  test.each<[string, CreateOptions, string]>([
    ["an id that is there", { revisionId: "bbbb" }, "revision id bbbb is taken: it is the id of bbbb ("],
    ["an id that differs in case only", { revisionId: "BBBB" }, "revision id BBBB is taken: it is the id of bbbb ("],
    ["an id that is a label", { revisionId: "Billing" }, "revision id Billing is taken: it is a label of bbbb ("],
    ["a label that is there", { labels: ["billing"] }, "label billing is taken: it is a label of bbbb ("],
    [
      "a label that differs in case only",
      { labels: ["x", "BILLING"] },
      "label BILLING is taken: it is a label of bbbb (",
    ],
    ["a label that is an id", { labels: ["AAAA"] }, "label AAAA is taken: it is the id of aaaa ("],
    ["a label twice", { labels: ["x", "X"] }, "label X is taken: it is the label of the same revision"],
    [
      "a label that is the id",
      { revisionId: "eeee", labels: ["EEEE"] },
      "label EEEE is taken: it is the revision id of",
    ],
  ])("are refused where it is %s", async (_, options, message) => {
    const error = await refusal(project(LINE), options);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ code: "name_taken", hint: "choose another name; letter case makes no difference" });
    expect(error.message).toContain(message);
  });

  test.each<[CreateOptions, string]>([
    [{ revisionId: "" }, 'revision id "" is empty'],
    [{ revisionId: "a-b" }, 'revision id "a-b" has other characters'],
    [{ revisionId: "../../x" }, 'revision id "../../x" has other characters'],
    [{ revisionId: "x".repeat(65) }, "is longer than 64 characters"],
    [{ labels: ["head"] }, 'label "head" is one of the reserved words'],
    [{ labels: ["None"] }, 'label "None" is one of the reserved words'],
    [{ labels: ["a,b"] }, 'label "a,b" has other characters'],
    [{ labels: ["a\n-- secret: on"] }, "has other characters"],
  ])("are refused where they could not be written: %j", async (options, message) => {
    const error = await refusal(project(LINE), options);
    expect(error.message).toContain(message);
    expect(error.hint).toBe("use 1 to 64 of A-Z, a-z, 0-9 and _");
  });
});

describe("the message of a new revision", () => {
  test.each([
    ["'; drop table users; -- $$ \\ %s {0} $(x)", "drop_table_users_s_0_x"],
    ["parents: none", "parents_none"],
    ["설정 추가 😀", ""],
    ["../../../etc/passwd", "etc_passwd"],
    ["x".repeat(500), "x".repeat(40)],
  ])("may be %j", (message, slug) => {
    const root = project();
    const { revision, path } = create(root, {}, message);
    expect(read(root).folders.get(revision)?.message).toBe(message);
    expect(relative(join(root, "migrations"), path)).toMatch(new RegExp(`^\\d{12}_${revision}${slug && `_${slug}`}$`));
  });

  test("brings no line of its own into the header", () => {
    const root = project();
    const { revision, path } = create(root, {}, "One\n-- secret: on\r\n-- labels: x\u2028-- depends: y");
    expect(read(root).folders.get(revision)).toMatchObject({ secret: false, labels: [], depends: [] });
    expect(readFileSync(join(path, "up.sql"), "utf8").split("\n").slice(2, 5)).toEqual([
      "-- message: One -- secret: on -- labels: x -- depends: y",
      expect.stringMatching(/^-- created: /),
      "",
    ]);
  });

  test.each([
    ["", "the message cannot be taken: no value"],
    [" \n\t ", "the message cannot be taken: no value"],
    ["red \u001b[31m", "the message cannot be taken: it has control characters"],
    ["half \ud83d", "the message cannot be taken: it has half a character"],
  ])("is refused where it is %j", async (message, told) => {
    expect((await refusal(project(), {}, message)).message).toBe(told);
  });
});

describe("a new revision is put", () => {
  test("into the first directory, where it has no parents", () => {
    const root = project(LINE);
    writeFiles(root, { "other/README.md": "" });
    const { path } = createRevision(
      read(root, ["other", "migrations"]),
      "Do it",
      { folderName: "{revision}" },
      { root: true },
    );
    expect(relative(root, path)).toMatch(/^other\/[0-9a-f]{12}$/);
  });

  test("beside its first parent, so that a nested branch stays together", () => {
    const root = project([{ id: "aaaa" }]);
    writeRevisionFiles(join(root, "migrations/billing"), { id: "bbbb", parents: ["aaaa"] });
    writeRevisionFiles(join(root, "migrations/notify"), { id: "cccc", parents: ["aaaa"] });
    expect(relative(root, create(root, { parents: ["cccc", "bbbb"] }).path)).toMatch(/^migrations\/notify\//);
  });

  test("nowhere, where it could not be read back from", async () => {
    const root = project([{ id: "aaaa" }]);
    const only = read(root, ["migrations/aaaa"]);
    for (const options of [{}, { root: true }]) {
      const error = await errorOf(() => createRevision(only, "Do it", CONVENTIONS, options));
      expect(error.message).toBe(
        `${join(root, "migrations/aaaa")} is a revision itself, so that none in it or beside it would be read`,
      );
    }
    expect(readdirSync(join(root, "migrations"))).toEqual(["aaaa"]);
    expect(existsSync(join(root, "migrations/aaaa/down.sql"))).toBe(true);
  });
});
