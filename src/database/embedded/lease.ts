import { DatabaseError } from "../../errors.ts";
import type { Channel, Order, ToCommand, ToSupervisor } from "./channel.ts";
import type { EmbeddedRequest, EmbeddedServer } from "./join.ts";

/** A command's end of the channel to a supervisor. */
export type Connection = Channel<ToCommand, ToSupervisor>;

/**
 * Says what is wanted and follows the answers until there is a server. `busy` when another supervisor has the directory,
 * `gone` when this one has stopped or died.
 */
export async function takeLease(
  connection: Connection,
  order: Order,
  request: EmbeddedRequest,
): Promise<EmbeddedServer | "busy" | "gone"> {
  const { signal, onStarting } = request;
  const abort = () => connection.close();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    connection.send({ type: "join", order });
    for (;;) {
      const message = await connection.next();
      signal?.throwIfAborted();
      switch (message?.type) {
        case "progress":
          onStarting?.(message.what);
          break;
        case "ready":
          // A program that forgets to leave must still be able to end.
          connection.unref();
          return { ...message.server, leave: leaving(connection) };
        case "failed":
          connection.close();
          throw new DatabaseError(message.error.code, message.error.message, {
            hint: message.error.hint ?? undefined,
            data: message.error.data,
          });
        case "busy":
          connection.close();
          return "busy";
        case "stopping":
          await connection.closed;
          break;
        case undefined:
          return "gone";
      }
    }
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/** Waits for the answer, which comes when the server has stopped, or at once if others use it. */
function leaving(connection: Connection): () => Promise<void> {
  let left: Promise<void> | undefined;
  return () => {
    left ??= (async () => {
      connection.ref();
      connection.send({ type: "leave" });
      await connection.next();
      connection.close();
    })();
    return left;
  };
}
