import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { TestServer } from "./server.ts";

/** Between a client and a server; counts what the client sends, one query after the other. */
export interface KillingProxy {
  readonly port: number;
  /** Queries that have been seen. */
  readonly seen: number;
  /** Lets the n-th query that comes from now on be the last: it is passed on, or it is not, and `kill` is called. */
  arm(at: number, passedOn: boolean, kill: () => void): void;
}

/** A client without TLS is expected. */
export async function killingProxy(server: TestServer): Promise<KillingProxy> {
  const sockets = new Set<Socket>();
  let seen = 0;
  let last = Number.POSITIVE_INFINITY;
  let passesOn = false;
  let kill = () => {};
  const listener = createServer((client) => {
    const upstream = connect(server.port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => [client, upstream].map((each) => each.destroy()));
    }
    upstream.pipe(client);
    let begun = false;
    let pending = Buffer.alloc(0);
    client.on("data", (bytes: Buffer) => {
      pending = Buffer.concat([pending, bytes]);
      while (seen < last) {
        // The first message has no letter in front of its length.
        const length = begun ? 1 : 0;
        if (pending.length < length + 4) return;
        const size = length + pending.readUInt32BE(length);
        if (pending.length < size) return;
        const isQuery = begun && pending.toString("latin1", 0, 1) === "Q";
        begun = true;
        if (isQuery) seen++;
        const isLast = seen === last;
        if (!isLast || passesOn) upstream.write(pending.subarray(0, size));
        pending = pending.subarray(size);
        if (isLast) kill();
      }
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return {
    port: (listener.address() as AddressInfo).port,
    get seen() {
      return seen;
    },
    arm: (at, passedOn, action) => {
      seen = 0;
      last = at;
      passesOn = passedOn;
      kill = action;
    },
  };
}
