import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HISTORY } from "../test/support/faults-history.ts";
import { INVARIANTS } from "../test/support/faults-judge.ts";
import { allPoints, pointName, tryPoints } from "../test/support/faults-points.ts";
import { Sweep } from "../test/support/faults-sweep.ts";
import { startTestServer } from "../test/support/server.ts";

/**
 * Cuts the connection, or kills the process, at every message and every answer of a run, and counts what does not hold
 * afterwards. `--major` (repeatable), `--direction up|down`; the oldest and the newest, and both, unless told otherwise.
 */

const { values } = parseArgs({
  options: {
    major: { type: "string", multiple: true, default: ["14", "18"] },
    direction: { type: "string", multiple: true, default: ["up", "down"] },
    width: { type: "string", default: "2" },
  },
});

execFileSync(process.execPath, ["scripts/build.ts", "--no-types"], {
  cwd: join(import.meta.dirname, ".."),
  stdio: "inherit",
});
const found = new Map(INVARIANTS.map((invariant) => [invariant, 0]));
let total = 0;
for (const major of values.major) {
  const { server, stop } = await startTestServer(Number(major));
  try {
    for (const direction of ["up", "down"] as const) {
      if (!values.direction.includes(direction)) continue;
      const sweep = await Sweep.prepare(server, direction, HISTORY);
      const points = allPoints(await sweep.course());
      const tried = await tryPoints(sweep, points, Number(values.width), ({ point, violations }) => {
        for (const { invariant, what } of violations) {
          found.set(invariant, (found.get(invariant) ?? 0) + 1);
          console.log(`PostgreSQL ${major}, ${direction}, ${pointName(point)}: ${invariant}: ${what}`);
        }
      });
      total += tried.length;
      console.log(`PostgreSQL ${major}, ${direction}: ${tried.length} points`);
      await sweep.close();
    }
  } finally {
    await stop();
  }
}
console.log(`${total} points; violations of each invariant:`);
for (const [invariant, count] of found) console.log(`${String(count).padStart(6)}  ${invariant}`);
process.exitCode = [...found.values()].some((count) => count > 0) ? 1 : 0;
