import { expect, test } from "vitest";
import type { CommutePair } from "../../src/results.ts";
import { servers } from "../support/database.ts";
import { proofScene } from "../support/proofs.ts";
import { CASES, type CommuteCase, historyOf, numberOf } from "./commute-cases.ts";

/** What is graded on every major; the rest on the newest. */
const CROSS_SECTION = [3, 5, 6, 7];

test.each(servers.map((server) => [server.major, server] as const))(
  "branches are graded by what both orders leave, on PostgreSQL %i",
  async (major, server) => {
    const isNewest = server === servers.at(-1);
    const cases = CASES.filter((each) => isNewest || CROSS_SECTION.includes(numberOf(each)));
    const { migrator, settings } = await proofScene(historyOf(cases), server);
    const { ok, server: facts, pairs } = await migrator.commute([], settings);
    expect(ok).toBe(false);
    expect(facts).toMatchObject({ major, embedded: false });
    const merges = new Map(pairs.map((pair) => [pair.merge, pair]));
    expect(cases.map((each) => gradeOf(each, merges.get(`m${numberOf(each)}`)))).toEqual(
      cases.map(({ name, grade }) => [name, grade]),
    );
    for (const each of cases) {
      const said = merges.get(`m${numberOf(each)}`)?.differences.map(({ message }) => message) ?? [];
      expect([each.name, said]).toEqual([each.name, each.says?.map((words) => expect.stringMatching(words)) ?? []]);
    }
  },
);

function gradeOf({ name }: CommuteCase, pair: CommutePair | undefined): readonly (string | undefined)[] {
  return [name, pair?.grade];
}
