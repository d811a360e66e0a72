import { beforeAll, describe, expect, test } from "vitest";
import { testRoundTrips } from "../../../src/check/round-trip/index.ts";
import type { RoundTrips } from "../../../src/results.ts";
import { servers } from "../../support/database.ts";
import { writeRevisionFiles } from "../../support/project.ts";
import type { TestServer } from "../../support/server.ts";
import { workplaceFor } from "../../support/workplace.ts";
import { FAULTS } from "./faults.ts";
import { HARMLESS } from "./harmless.ts";
import { type Case, madeFrom, temporaryProject, urlOf } from "./history.ts";

/** So many faults in one revision: a database that a fault has spoilt is made anew, which is once for all of these. */
const TOGETHER = 12;

/** The newest major has all of them, the others every third. */
function chosen<Case extends { readonly since?: number }>(
  cases: readonly Case[],
  { major }: TestServer,
): readonly Case[] {
  const there = cases.filter(({ since = 0 }) => major >= since);
  return major === servers.at(-1)?.major ? there : there.filter((_, index) => index % 3 === major % 3);
}

async function tested(server: TestServer, cases: readonly Case[]): Promise<RoundTrips> {
  const { root, remove } = temporaryProject();
  try {
    for (const revision of madeFrom(cases, TOGETHER)) writeRevisionFiles(root.migrations, revision);
    const workplace = await workplaceFor(root.path, { owned: false });
    return await testRoundTrips(workplace, undefined, { url: urlOf(server) }, new AbortController().signal);
  } finally {
    remove();
  }
}

describe.each(servers)("on PostgreSQL $major", (server) => {
  const faults = chosen(FAULTS, server);
  let result: RoundTrips;
  beforeAll(async () => {
    result = await tested(server, faults);
  });

  test.each(faults.map((fault, index) => [fault.name, index, fault] as const))("%s", (_, index, fault) => {
    const schema = `c${index}`;
    const object = fault.object.replaceAll("$", schema);
    const says = fault.says.replaceAll("$", schema);
    const own = result.findings.filter(
      ({ code, message }) => code === "not_restored" && new RegExp(`\\b${schema}(?:\\b|_)`).test(message),
    );
    const messages = own.map(({ message }) => message);
    expect(messages.filter((message) => message.includes(object) && message.includes(says))).not.toEqual([]);
    expect(own.every(({ file, line }) => file?.endsWith("down.sql") && line === 1)).toBe(true);
    // Nothing else is said of it.
    expect(messages.length, messages.join("\n")).toBeLessThanOrEqual(fault.findings ?? 1);
  });
});

test.each(servers)(
  "on PostgreSQL $major nothing is said of down scripts that restore in another way",
  async (server) => {
    const { findings, ok, revisions } = await tested(server, chosen(HARMLESS, server));
    expect(findings.map(({ message }) => message)).toEqual([]);
    expect(ok).toBe(true);
    expect(revisions).toBeGreaterThan(1);
  },
);

test("there are enough of both", () => {
  expect(FAULTS.length).toBeGreaterThanOrEqual(60);
  expect(HARMLESS.length).toBeGreaterThanOrEqual(60);
});
