import { timeForPeople } from "./duration.ts";

/** Which kind of lock keeps other migrators out. */
export type LockKind = "advisory" | "lease";

/** `auto`: a lease behind a pooler, else an advisory lock. */
export type LockChoice = "auto" | LockKind;

/** Who keeps others out, as the server knows it. Times are RFC 3339, the server's clock. */
export type LockHolder =
  | (Holder & {
      readonly kind: "advisory";
      /** Of the server's process that serves it. */
      readonly pid: number;
      /** When it connected. */
      readonly since: string;
    })
  | (Holder & {
      readonly kind: "lease";
      /** A UUID. */
      readonly holder: string;
      /** Of the server's process that runs a step of it at this moment. */
      readonly pid: number | null;
      /** When it took the lease. */
      readonly since: string;
      readonly heartbeat_at: string;
      readonly expires_at: string;
      /** Nobody has to wait for it any more, unless it runs a step. */
      readonly expired: boolean;
    });

interface Holder {
  readonly role: string;
  readonly application: string;
  readonly client: string;
  /** Of that process: `active`, `idle`, `idle in transaction`; null where it cannot be seen. */
  readonly state: string | null;
  /** What it runs, or ran last. */
  readonly query: string | null;
}

/** In a few words, for people. */
export function describeHolder(holder: LockHolder): string {
  const { role, client } = holder;
  const since = timeForPeople(holder.since);
  if (holder.kind === "advisory") return `pid ${holder.pid}, role ${role}, from ${client}, connected since ${since}`;
  const pid = holder.pid === null ? "" : `pid ${holder.pid}, `;
  const expired = holder.expired && holder.pid === null ? ", expired" : "";
  return `${pid}role ${role}, from ${client}, with a lease since ${since}${expired}`;
}
