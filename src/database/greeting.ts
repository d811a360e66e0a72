import type { Duplex } from "node:stream";
import { notPostgres } from "./fault.ts";

/** What a server may send before it is ready for the first query, by the letter that a message begins with. */
const LONGEST: Readonly<Record<string, number>> = {
  // As libpq: what claims to be longer is no server's.
  R: 2_000,
  E: 30_000,
  N: 30_000,
  S: 30_000,
  K: 300,
  v: 2_000,
  Z: 5,
};
const READY = "Z";
const SASL_CONTINUE = 11;
/** What libpq would take minutes for; PostgreSQL has 4096 unless told otherwise. */
const MOST_ITERATIONS = 10_000_000;

/**
 * Stands before the driver until a server has said that it is ready. The driver believes what it is sent: words that no
 * server says, or half of one, make it throw where nobody can catch it, which would end the process.
 */
export function guardGreeting(socket: Duplex): void {
  const emit = socket.emit;
  let unread: Buffer = Buffer.alloc(0);
  const stop = () => {
    socket.emit = emit;
  };
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event !== "data") return emit.call(socket, event, ...args);
    unread = Buffer.concat([unread, args[0] as Buffer]);
    const rest = readGreeting(unread);
    if (rest === "no server") {
      stop();
      socket.destroy(notPostgres());
      return true;
    }
    if (rest === "ready") stop();
    else unread = rest;
    return emit.call(socket, event, ...args);
  };
}

/** What is left of the bytes when all whole messages have been looked at. */
function readGreeting(bytes: Buffer): Buffer | "ready" | "no server" {
  let at = 0;
  while (at < bytes.length) {
    const type = String.fromCharCode(bytes[at] ?? 0);
    const longest = LONGEST[type];
    if (longest === undefined) return "no server";
    if (bytes.length < at + 5) break;
    const length = bytes.readInt32BE(at + 1);
    if (length < 4 || length > longest) return "no server";
    if (bytes.length < at + 1 + length) break;
    if (type === READY) return length === 5 ? "ready" : "no server";
    const body = bytes.subarray(at + 5, at + 1 + length);
    if (type === "R" && !isAuthentication(body)) return "no server";
    if (type === "K" && body.length < 8) return "no server";
    at += 1 + length;
  }
  return bytes.subarray(at);
}

function isAuthentication(body: Buffer): boolean {
  if (body.length < 4) return false;
  if (body.readUInt32BE(0) !== SASL_CONTINUE) return true;
  const iterations = Number(/(?:^|,)i=(\d+)(?:,|$)/.exec(body.toString("latin1", 4))?.[1]);
  return (
    /(?:^|,)s=[A-Za-z0-9+/=]+,/.test(body.toString("latin1", 4)) && iterations > 0 && iterations <= MOST_ITERATIONS
  );
}
