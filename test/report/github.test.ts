import { join } from "node:path";
import { expect, test } from "vitest";
import { printAnnotations } from "../../src/report/github.ts";
import type { CheckFinding } from "../../src/results.ts";
import { Paper } from "../support/output.ts";

function annotations(findings: readonly CheckFinding[], workspace?: string): string {
  const paper = new Paper();
  printAnnotations({ ok: false, revisions: 2, heads: [], findings }, paper, workspace);
  return `\n${paper.text}\n`;
}

test("findings are commands to GitHub, with the hint below the message", () => {
  expect(
    annotations([
      { severity: "error", code: "bad", message: "it is bad", hint: "do it well", file: "m/a/up.sql", line: 3 },
      { severity: "warning", code: "odd", message: "it is odd", file: "m/b/up.sql" },
      { severity: "error", code: "multiple_heads", message: "there are 2 heads: a, b" },
    ]),
  ).toBe(`
::error file=m/a/up.sql,line=3,title=migraph%3A bad::it is bad%0Ahint: do it well
::warning file=m/b/up.sql,title=migraph%3A odd::it is odd
::error title=migraph%3A multiple_heads::there are 2 heads: a, b
not ok: 2 errors, 1 warning in 2 revisions
`);
});

test("nothing in a finding ends the command, or begins another one", () => {
  const message = "100% bad\r\n::error::forged\u2028::stop-commands::x\u0007";
  expect(annotations([{ severity: "error", code: "a,b:c", message, file: "m/a,b:c%/up.sql\n::error::x" }])).toBe(`
::error file=m/a%2Cb%3Ac%25/up.sql%0A%3A%3Aerror%3A%3Ax,title=migraph%3A a%2Cb%3Ac::100%25 bad%0D%0A::error::forged?::stop-commands::x?
not ok: 1 error in 2 revisions
`);
});

test("passwords in what is said are left out", () => {
  const message = "no address: postgresql://me:secretword@host/db";
  expect(annotations([{ severity: "error", code: "bad", message }])).not.toContain("secretword");
});

test("paths start from the workspace, where the working directory is below it", () => {
  const finding = { severity: "error", code: "bad", message: "bad", file: "m/up.sql", line: 1 } as const;
  const within = (workspace: string) => annotations([finding], workspace).split("\n")[1];
  expect(within(join(process.cwd(), ".."))).toMatch(/^::error file=[^/]+\/m\/up\.sql,/);
  expect(within(process.cwd())).toMatch(/^::error file=m\/up\.sql,/);
  expect(within("/somewhere/else")).toMatch(/^::error file=m\/up\.sql,/);
});
