import { Session } from "./session.ts";
import type { ConnectionSettings } from "./settings.ts";

/**
 * Sends messages again and again, on a connection of its own which it opens for the first of them, until it is stopped.
 * What comes of them is not looked at: whether the lease is still ours the guard of each transaction says.
 *
 * Stopping hands over that connection, where there is one: the other may be lost by then.
 */
export function startHeartbeat(
  settings: ConnectionSettings,
  messages: readonly string[],
  interval: number,
): () => Promise<Session | undefined> {
  let session: Session | undefined;
  let stopped = false;
  let beating: Promise<void> = Promise.resolve();
  const beat = async () => {
    if (session === undefined || !session.alive) {
      await session?.close();
      session = undefined;
      ({ session } = await Session.open(settings, "select"));
    }
    if (!stopped) await session.pipeline(messages);
  };
  let timer: NodeJS.Timeout | undefined;
  const next = () => {
    timer = setTimeout(() => {
      // Not there at the moment: the next one tries again.
      beating = beat()
        .catch(() => undefined)
        .then(() => {
          if (!stopped) next();
        });
    }, interval);
    // No process is kept alive by its lease.
    timer.unref();
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await beating;
    return session?.alive ? session : undefined;
  };
}
