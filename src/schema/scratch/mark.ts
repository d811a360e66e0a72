import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { TOOL_VERSION } from "../../version.ts";

/** Every scratch database bears such a name, and nothing that does not is ever dropped. */
export const NAME_PATTERN = "^migraph_scratch_[0-9]{14}_[0-9a-f]{12}$";
const PREFIX = "scratch of migraph ";

/** What a scratch database, or a role made for one, says of itself in its comment. */
export interface Mark {
  readonly version: string;
  /** RFC 3339. */
  readonly made: string;
  readonly host: string;
  readonly pid: number;
}

export function scratchName(now: Date = new Date()): string {
  const time = now.toISOString().replace(/\D/g, "").slice(0, 14);
  return `migraph_scratch_${time}_${randomBytes(6).toString("hex")}`;
}

export function markText(now: Date = new Date()): string {
  return `${PREFIX}${TOOL_VERSION}, made ${now.toISOString()} by process ${process.pid} on ${hostname()}; may be dropped when that is gone`;
}

/** Undefined for a comment that is none of ours. */
export function readMark(comment: string | null): Mark | undefined {
  const found = /^scratch of migraph (\S+), made (\S+) by process (\d+) on (.*); may be dropped/.exec(comment ?? "");
  if (found === null) return undefined;
  const [, version = "", made = "", pid = "", host = ""] = found;
  return { version, made, host, pid: Number(pid) };
}

/** The time in a scratch database's name. Undefined for other names. */
export function madeAt(name: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^migraph_scratch_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_[0-9a-f]{12}$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The process is on this machine, and has ended. */
export function isGone({ host, pid }: Mark): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // One of somebody else's may not be signalled, and is there.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
