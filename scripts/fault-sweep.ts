import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HISTORY, RAN_TABLE, writeHistory } from "../test/support/faults-history.ts";
import { INVARIANTS, judgeRemains, judgeWords, type Violation } from "../test/support/faults-judge.ts";
import { allPoints, pointName, tryPoints } from "../test/support/faults-points.ts";
import { rivals } from "../test/support/faults-rivals.ts";
import { remainsOf } from "../test/support/faults-state.ts";
import { Sweep } from "../test/support/faults-sweep.ts";
import { startTestServer, superuser, type TestServer } from "../test/support/server.ts";

/**
 * The long form of the fault tests. Cuts the connection, or kills the process, at every message and every answer of a
 * run, then lets rivals loose on empty databases, and counts what does not hold afterwards. `--major` and `--direction`
 * (both repeatable) choose servers and ways, `--rounds` how often rivals meet, `--width` how many points are tried at once.
 */
const { values } = parseArgs({
  options: {
    major: { type: "string", multiple: true, default: ["14", "18"] },
    direction: { type: "string", multiple: true, default: ["up", "down"] },
    rounds: { type: "string", default: "50" },
    width: { type: "string", default: "2" },
  },
});

const RIVALS = [2, 20];
const found = new Map(INVARIANTS.map((invariant) => [invariant, 0]));
let total = 0;

function tell(where: string, violations: readonly Violation[]): void {
  for (const { invariant, what } of violations) {
    found.set(invariant, (found.get(invariant) ?? 0) + 1);
    console.log(`${where}: ${invariant}: ${what}`);
  }
}

async function sweep(server: TestServer, direction: "up" | "down"): Promise<void> {
  const where = `PostgreSQL ${server.major}, ${direction}`;
  const prepared = await Sweep.prepare(server, direction, HISTORY);
  const points = allPoints(await prepared.course());
  const tried = await tryPoints(prepared, points, Number(values.width), ({ point, violations }) =>
    tell(`${where}, ${pointName(point)}`, violations),
  );
  total += tried.length;
  console.log(`${where}: ${tried.length} points`);
  await prepared.close();
}

async function meet(server: TestServer, count: number, root: string): Promise<void> {
  const admin = superuser(server);
  await admin.unsafe("drop database if exists rivals with (force)");
  await admin.unsafe("create database rivals");
  await admin.end();
  const sql = superuser(server, "rivals");
  await sql.unsafe(RAN_TABLE);
  const url = `postgresql://postgres:${server.password}@127.0.0.1:${server.port}/rivals`;
  const judged = { direction: "up", history: HISTORY, secret: server.password } as const;
  const ended = await rivals(root, url, count);
  const remains = await remainsOf(sql, HISTORY);
  const words = ended.flatMap((each) => judgeWords(each, remains, judged));
  const failures = ended.filter(({ code }) => code !== 0).map(({ code, stderr }) => ({ code, stderr }));
  tell(`PostgreSQL ${server.major}, ${count} rivals`, [
    ...judgeRemains(remains, judged),
    ...words,
    ...failures.map((failure) => ({ invariant: INVARIANTS[4], what: JSON.stringify(failure) })),
  ]);
  await sql.end();
}

async function manyRounds(server: TestServer): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "migraph-rivals-"));
  mkdirSync(join(root, "migrations"));
  writeHistory(root, HISTORY);
  for (const count of RIVALS) {
    for (let round = 0; round < Number(values.rounds); round++) await meet(server, count, root);
    console.log(`PostgreSQL ${server.major}: ${count} rivals at once, ${values.rounds} rounds`);
  }
  rmSync(root, { recursive: true });
}

execFileSync(process.execPath, ["scripts/build.ts", "--no-types"], {
  cwd: join(import.meta.dirname, ".."),
  stdio: "inherit",
});
for (const major of values.major) {
  const { server, stop } = await startTestServer(Number(major));
  try {
    for (const direction of ["up", "down"] as const) {
      if (values.direction.includes(direction)) await sweep(server, direction);
    }
    await manyRounds(server);
  } finally {
    await stop();
  }
}
console.log(`${total} points tried; violations of each invariant:`);
for (const [invariant, count] of found) console.log(`${String(count).padStart(6)}  ${invariant}`);
process.exitCode = [...found.values()].some((count) => count > 0) ? 1 : 0;
