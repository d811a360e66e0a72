import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migraph } from "../support/cli.ts";
import { project, scratchDirectory, type TestRevision } from "../support/project.ts";

const REVISIONS: readonly TestRevision[] = [
  { id: "base1" },
  { id: "left1", parents: ["base1"], labels: ["left"], message: "Go left" },
  { id: "right1", parents: ["base1"], depends: ["left"], message: "Go right" },
  { id: "both1", parents: ["left1", "right1"], header: ["-- secret: on"], up: "create role bob password 'canary';" },
];

const FORMATS = {
  text: /^○ {2}both1 {2}\(head\)/,
  mermaid: /^flowchart TD\n/,
  dot: /^digraph migraph \{\n/,
  svg: /^<svg [^>]*role="img"/,
  html: /^<!doctype html>/,
  json: /^\{\n {2}"revisions": \[/,
};

describe("graph", () => {
  it("prints lanes unless told otherwise", async () => {
    const cwd = project(REVISIONS);
    const { stdout, ...rest } = await migraph(["graph"], { cwd });
    expect(rest).toEqual({ code: 0, stderr: "" });
    expect(`\n${stdout}`).toBe(`
○  both1  (head) Make both1
├─╮
│ ○  right1  Go right  (needs left)
○ │  left1  [left] Go left
├─╯
○  base1  Make base1
`);
    expect((await migraph(["history", "--graph"], { cwd })).stdout).toBe(stdout);
  });

  it.each(Object.entries(FORMATS))("prints %s, and writes the same into a file", async (format, beginning) => {
    const cwd = project(REVISIONS);
    const { stdout, ...rest } = await migraph(["graph", "--format", format], { cwd });
    expect(rest).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(beginning);
    const wrote = await migraph(["graph", "--format", format, "--output", "picture"], { cwd });
    expect(wrote).toEqual({ code: 0, stderr: "", stdout: `Wrote picture: 4 revisions as ${format}.\n` });
    expect(readFileSync(join(cwd, "picture"), "utf8")).toBe(stdout);
    expect((await migraph(["graph", "--format", format], { cwd })).stdout).toBe(stdout);
  });

  it("takes the format from the name of the file", async () => {
    const cwd = project(REVISIONS);
    for (const [ending, format] of Object.entries({
      html: "html",
      SVG: "svg",
      mmd: "mermaid",
      gv: "dot",
      txt: "text",
    })) {
      const { stdout } = await migraph(["graph", "--output", `a.${ending}`], { cwd });
      expect(stdout).toBe(`Wrote a.${ending}: 4 revisions as ${format}.\n`);
    }
  });

  it("--json prints the graph, or what was written", async () => {
    const cwd = project(REVISIONS);
    const document = JSON.parse((await migraph(["graph", "--json"], { cwd })).stdout);
    expect(document).toEqual(JSON.parse((await migraph(["graph", "--format", "json"], { cwd })).stdout));
    const entry = (revision: string, more: object) => ({
      revision,
      parents: ["base1"],
      depends: [],
      labels: [],
      message: `Make ${revision}`,
      created: expect.any(String),
      path: `migrations/${revision}`,
      head: false,
      secret: false,
      databases: {},
      ...more,
    });
    expect(document).toEqual({
      revisions: [
        entry("both1", { parents: ["left1", "right1"], head: true, secret: true }),
        entry("right1", { depends: ["left"], message: "Go right" }),
        entry("left1", { labels: ["left"], message: "Go left" }),
        entry("base1", { parents: [] }),
      ],
      edges: [
        { from: "both1", to: "left1", kind: "parent" },
        { from: "both1", to: "right1", kind: "parent" },
        { from: "right1", to: "base1", kind: "parent" },
        { from: "right1", to: "left1", kind: "depends" },
        { from: "left1", to: "base1", kind: "parent" },
      ],
      heads: ["both1"],
      databases: [],
    });
    const { stdout } = await migraph(["graph", "--json", "--output", "a.svg"], { cwd });
    expect(JSON.parse(stdout)).toEqual({ path: "a.svg", format: "svg", revisions: 4 });
  });

  it("draws a range, and edges that lead out of it are cut", async () => {
    const cwd = project(REVISIONS);
    expect((await migraph(["graph", "left1:both1"], { cwd })).stdout).toContain("~");
    const { stdout } = await migraph(["graph", "left1:left1", "--format", "dot"], { cwd });
    expect(stdout).toContain('"left1" [label=');
    expect(stdout).not.toContain("base1");
    expect((await migraph(["graph", "nobody:"], { cwd })).code).toBe(2);
  });

  it("puts the scripts of a revision into the page, and never those of a secret one", async () => {
    const cwd = project(REVISIONS);
    const { stdout } = await migraph(["graph", "--format", "html"], { cwd });
    expect(stdout).toContain("create table left1 (id int);");
    expect(stdout).not.toContain("canary");
    for (const format of ["svg", "json", "dot", "mermaid"]) {
      expect((await migraph(["graph", "--format", format], { cwd })).stdout).not.toContain("create table");
    }
  });

  it("the page holds each script once", async () => {
    const cwd = project(REVISIONS);
    const { stdout } = await migraph(["graph", "--format", "html"], { cwd });
    expect(stdout.split("create table left1").length).toBe(2);
  });

  it("draws a graph of one revision, and refuses to draw none", async () => {
    const one = project([{ id: "only1" }]);
    for (const format of Object.keys(FORMATS)) {
      expect(await migraph(["graph", "--format", format], { cwd: one })).toMatchObject({ code: 0, stderr: "" });
    }
    expect(await migraph(["graph"], { cwd: project() })).toMatchObject({ code: 2, stdout: "" });
  });

  it("--quiet prints nothing, and writes the file all the same", async () => {
    const cwd = project(REVISIONS);
    expect(await migraph(["graph", "--quiet", "--output", "a.svg"], { cwd })).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(existsSync(join(cwd, "a.svg"))).toBe(true);
  });

  it.each([
    [["--format", "doot"], "error: there is no format doot\nhint: did you mean dot? the formats are text, mermaid,"],
    [["--format", "gif"], "error: there is no format gif\nhint: the formats are text,"],
    [["--format", "svg", "--json"], "--json prints a JSON document, and svg is none"],
    [["--output", "a.png"], "error: no picture is written as .png\nhint: the formats are text, mermaid,"],
    [["--output", "no/such/place.svg"], "error: no/such/place.svg cannot be written (ENOENT)"],
    [["--database", "postgresql://ann:canary@host/db"], "error: --database needs a name and a URL"],
    [["--database", "a=postgresql://h/1", "--database", "a=postgresql://h/2"], "error: two databases are called a"],
    [["--database", "a=mysql://ann:canary@h/1"], "mysql"],
  ])("%j is refused", async (options, said) => {
    const { code, stdout, stderr } = await migraph(["graph", ...options], { cwd: project(REVISIONS) });
    const all = stdout + stderr;
    expect(code).toBe(2);
    expect(all.replaceAll("\\n", "\n")).toContain(said);
    expect(all).not.toContain("canary");
  });

  it("says where to look when there is no directory", async () => {
    const { code, stderr } = await migraph(["graph"], { cwd: scratchDirectory() });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: there is no directory migrations\nhint: /);
  });
});
