/**
 * The program that keeps one embedded server: it claims the data directory, starts PostgreSQL, and stops it when no
 * command uses it any more. It runs in a session of its own, so that neither Ctrl-C nor the death of a command reaches it.
 * File descriptor 3 is the lease of the command that has started it.
 */
import { Socket } from "node:net";
import { Channel } from "./channel.ts";
import { type Claim, claimDirectory } from "./claim.ts";
import { describe, type Lease, Service } from "./service.ts";

/** How long the last messages may take to go out. */
const FAREWELL_MS = 2_000;

const starter: Lease = new Channel(new Socket({ fd: 3, readable: true, writable: true }));
let service: Service | undefined;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => (service ? void service.stop() : process.exit()));
}
process.on("SIGHUP", () => {});
// What umask 0 would leave open to others is nobody else's.
process.umask(process.umask() | 0o022);

await supervise();
setTimeout(() => process.exit(), FAREWELL_MS).unref();

async function supervise(): Promise<void> {
  const message = await starter.next();
  if (message?.type !== "join") return starter.close();
  let claim: Claim | undefined;
  try {
    claim = await claimDirectory(message.order);
    if (!claim) starter.send({ type: "busy" });
  } catch (error) {
    starter.send({ type: "failed", error: describe(error) });
  }
  if (!claim) return starter.end();
  service = new Service(claim, starter, message.order);
  await service.done;
}
