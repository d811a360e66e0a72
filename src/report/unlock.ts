import { timeForPeople } from "../duration.ts";
import type { LockHolder } from "../holder.ts";
import { queryExcerpt } from "../query-excerpt.ts";
import { withoutUrlPasswords } from "../redactor.ts";
import type { Output } from "./output.ts";
import { escapeControls } from "./text.ts";

const NAME_WIDTH = 11;
const QUERY_WIDTH = 60;

/** Who holds the lock, how it is, and what it means to break it. */
export function holderLines(holder: LockHolder, { colors }: Output): readonly string[] {
  const row = (name: string, text: string) => `${colors.dim(name.padEnd(NAME_WIDTH))} ${escapeControls(text)}`;
  const { role, application, client } = holder;
  const since = timeForPeople(holder.since);
  const doing = doingNow(holder);
  return [
    row(
      "held by",
      `role ${role}, from ${client}, as ${application === "" ? "an application without a name" : application}`,
    ),
    holder.kind === "advisory"
      ? row("lock", `an advisory lock of pid ${holder.pid}, connected since ${since}`)
      : row(
          "lock",
          `a lease, taken at ${since}; heartbeat at ${timeForPeople(holder.heartbeat_at)}, expires at ${timeForPeople(holder.expires_at)}`,
        ),
    ...(doing === undefined ? [] : [row("doing", doing)]),
    row("health", health(holder)),
    row("breaking it", consequence(holder)),
  ];
}

function doingNow({ pid, state, query }: LockHolder): string | undefined {
  if (pid === null || state === null) return undefined;
  const text = queryExcerpt(withoutUrlPasswords(query ?? ""), QUERY_WIDTH);
  return `pid ${pid} is ${state}; its ${state === "active" ? "statement" : "last statement"}: ${text}`;
}

function health(holder: LockHolder): string {
  if (holder.kind === "advisory") {
    return "alive, as far as the server can tell: its session is there, and the lock goes with it";
  }
  if (holder.pid !== null) return "alive: it is running a step";
  if (!holder.expired) return "alive and well: its lease has not expired";
  return "its lease has expired: the next command takes over by itself, nothing has to be broken";
}

function consequence(holder: LockHolder): string {
  if (holder.kind === "advisory")
    return "ends that session: what it is running is rolled back, and the other migraph fails";
  const step = holder.pid === null ? "" : `ends pid ${holder.pid}, whose step is rolled back, and `;
  return `${step}removes the lease: the other migraph stops before its next step`;
}
