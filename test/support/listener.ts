import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type ListenOptions, type Socket } from "node:net";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import type { TestServer } from "./server.ts";

/** Something that listens on loopback, and what it has seen. */
export interface Listening {
  readonly port: number;
  /** All that have connected so far, in order. */
  readonly sockets: readonly Socket[];
}

/** Listens until the test is over: on loopback, at a free port unless told where. */
export async function listen(
  onConnection: (socket: Socket) => void = (socket) => socket.resume(),
  at: ListenOptions = { port: 0, host: "127.0.0.1" },
): Promise<Listening> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(at, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address() as AddressInfo | string;
  return { port: typeof address === "string" ? 0 : address.port, sockets };
}

/** A port on which nothing listens: one that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Lets a client of a listener through to the server. */
export function passOn(socket: Socket, server: TestServer, ...sent: readonly Buffer[]): void {
  const behind = connect(server.port, "127.0.0.1");
  behind.on("error", () => socket.destroy());
  for (const bytes of sent) behind.write(bytes);
  socket.pipe(behind).pipe(socket);
  socket.on("close", () => behind.destroy());
}

/** A message of a server: its letter, and what follows the length. */
export function serverMessage(letter: string, body: Buffer | string | readonly number[]): Buffer {
  const content = Buffer.from(body as string);
  const message = Buffer.alloc(5 + content.length);
  message.write(letter);
  message.writeInt32BE(4 + content.length, 1);
  content.copy(message, 5);
  return message;
}

export function fatal(code: string, message: string): Buffer {
  return serverMessage("E", `SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
}

const FIXTURES = join(import.meta.dirname, "../database/fixtures");
/** Who vouches for the server of `encrypting`. */
export const AUTHORITY = join(FIXTURES, "authority.pem");

/** In front of a server that has no TLS: speaks it, with a certificate for `localhost`. */
export function encrypting(server: TestServer): Promise<Listening> {
  const key = readFileSync(join(FIXTURES, "server.key"));
  const cert = readFileSync(join(FIXTURES, "server.pem"));
  return listen((socket) => {
    socket.once("data", () => {
      socket.write("S");
      const secured = new TLSSocket(socket, { isServer: true, key, cert });
      const behind = connect(server.port, "127.0.0.1");
      for (const end of [secured, behind]) end.on("error", () => undefined);
      secured.pipe(behind).pipe(secured);
    });
  });
}

/** A proxy in front of a server that can cut its clients off. */
export interface Cutting extends Listening {
  /**
   * Lets what is sent through, up to and with the chunk that is looked for, and cuts the client off before it has an
   * answer to it. `forEver`: nobody is let in any more after that.
   */
  cutAnswersAfter(isLast: (sent: string) => boolean, options?: { readonly forEver?: boolean }): void;
}

export async function cutting(server: TestServer): Promise<Cutting> {
  let isLast: ((sent: string) => boolean) | undefined;
  let forEver = false;
  let closed = false;
  const listening = await listen((socket) => {
    if (closed) return void socket.destroy();
    const behind = connect(server.port, "127.0.0.1");
    behind.on("error", () => undefined);
    let answering = true;
    socket.on("data", (bytes) => {
      const last = isLast?.(bytes.toString("latin1")) ?? false;
      if (last) {
        isLast = undefined;
        answering = false;
        closed = forEver;
        // The server reads what it was sent and carries it out, as it does for a client that was killed.
        behind.end(bytes);
        socket.resetAndDestroy();
      } else behind.write(bytes);
    });
    behind.on("data", (bytes) => {
      if (answering) socket.write(bytes);
    });
    socket.on("close", () => behind.end());
    behind.on("close", () => socket.destroy());
  });
  return {
    ...listening,
    cutAnswersAfter: (wanted, options = {}) => {
      isLast = wanted;
      forEver = options.forEver ?? false;
    },
  };
}

/** A proxy in front of a server that counts, and can be shut. */
export interface Watching extends Listening {
  /** How often the talk went from the clients to the server. */
  turns(): number;
  /** Lets nobody in from now on. */
  close(): void;
  open(): void;
}

export async function watching(server: TestServer): Promise<Watching> {
  let turns = 0;
  let open = true;
  const listening = await listen((socket) => {
    if (!open) return void socket.destroy();
    const behind = connect(server.port, "127.0.0.1");
    behind.on("error", () => undefined);
    let answered = true;
    socket.on("data", (bytes) => {
      if (answered) turns++;
      answered = false;
      behind.write(bytes);
    });
    behind.on("data", (bytes) => {
      answered = true;
      socket.write(bytes);
    });
    socket.on("close", () => behind.end());
    behind.on("close", () => socket.destroy());
  });
  return {
    ...listening,
    turns: () => turns,
    close: () => {
      open = false;
    },
    open: () => {
      open = true;
    },
  };
}
