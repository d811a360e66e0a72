import { expect, test } from "vitest";
import type { CommutePair } from "../../src/results.ts";
import { servers } from "../support/database.ts";
import { proofScene } from "../support/proofs.ts";
import { CASES, type CommuteCase, historyOf, numberOf } from "./commute-cases.ts";

/** What is graded on every major; the rest on the newest. */
const CROSS_SECTION = [3, 5, 7];

const GROUPS = servers.flatMap((server) => {
  const cases = CASES.filter((each) => server === servers.at(-1) || CROSS_SECTION.includes(numberOf(each)));
  const groups = Object.values(Object.groupBy(cases, (_, index) => Math.floor(index / 6)));
  return groups.map((group = []) => ({ major: server.major, server, group, from: Math.min(...group.map(numberOf)) }));
});

test.each(GROUPS)(
  "branches are graded by what both orders leave, on PostgreSQL $major, from case $from on",
  async ({ major, server, group }) => {
    const { migrator, settings } = await proofScene(historyOf(group), server);
    const { ok, server: facts, pairs } = await migrator.commute([], settings);
    expect(ok).toBe(group.every(({ grade }) => grade !== "conflict"));
    expect(facts).toMatchObject({ major, embedded: false });
    const merges = new Map(pairs.map((pair) => [pair.merge, pair]));
    expect(group.map((each) => gradeOf(each, merges.get(`m${numberOf(each)}`)))).toEqual(
      group.map(({ name, grade }) => [name, grade]),
    );
    for (const each of group) {
      const said = merges.get(`m${numberOf(each)}`)?.differences.map(({ message }) => message) ?? [];
      expect([each.name, said]).toEqual([each.name, each.says?.map((words) => expect.stringMatching(words)) ?? []]);
    }
  },
);

function gradeOf({ name }: CommuteCase, pair: CommutePair | undefined): readonly (string | undefined)[] {
  return [name, pair?.grade];
}
