import { describe, expect, onTestFinished, test } from "vitest";
import { newest, servers } from "../support/database.ts";
import { HISTORY } from "../support/faults-history.ts";
import { pointName, somePoints, tryPoints } from "../support/faults-points.ts";
import { Sweep } from "../support/faults-sweep.ts";

/** Of each direction on each major. `node scripts/fault-sweep.ts` tries them all. */
const POINTS = 20;

const ends = servers.filter((server) => server === servers[0] || server === newest());

describe.each(ends)("whatever happens to the connection or the process on PostgreSQL $major", (server) => {
  test.for(["up", "down"] as const)(
    "on the way %s, what is recorded is what was done, and the next run completes it",
    { timeout: 600_000 },
    async (direction) => {
      const sweep = await Sweep.prepare(server, direction, HISTORY);
      onTestFinished(() => sweep.close());
      const tried = await tryPoints(sweep, somePoints(await sweep.course(), POINTS), 2);
      const violations = tried.flatMap(({ point, violations }) => violations.map((each) => [pointName(point), each]));
      expect(violations).toEqual([]);
      expect(tried.length).toBeGreaterThan(POINTS * 0.8);
    },
  );
});
