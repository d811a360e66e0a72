import { connect, type Socket } from "node:net";

/** What a command asks of the supervisor. The first message is `join`; it makes the connection a lease. */
export type ToSupervisor = { readonly type: "join"; readonly order: Order } | { readonly type: "leave" };

export interface Order {
  /** The data directory, absolute and canonical; null for a temporary one. */
  readonly path: string | null;
  /** Where packages with binaries are looked for. */
  readonly cwd: string;
  readonly major: number | null;
  /** A database to make when it is not there. */
  readonly database: string;
}

/** What initdb makes, and what is used when no other is asked for. */
export const DEFAULT_DATABASE = "postgres";

export type Progress = "initialising" | "starting";

export type ToCommand =
  | { readonly type: "progress"; readonly what: Progress }
  | { readonly type: "ready"; readonly server: ServerAddress }
  | { readonly type: "failed"; readonly error: Failure }
  /** Another supervisor has the directory: look at its control socket. */
  | { readonly type: "busy" }
  /** The server is going down: come again when this connection is closed. */
  | { readonly type: "stopping" }
  | { readonly type: "left"; readonly stopped: boolean };

export interface ServerAddress {
  readonly socketDirectory: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly major: number;
  readonly dataDirectory: string;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Part of the name of the control socket: versions that do not understand each other never meet. */
export const PROTOCOL = 1;

/** A connection that carries one JSON message a line. */
export class Channel<Incoming, Outgoing> {
  readonly #socket: Socket;
  readonly #received: Incoming[] = [];
  readonly #waiting: ((message: Incoming | undefined) => void)[] = [];
  #open = true;
  /** Settles when the connection is gone, for whatever reason. */
  readonly closed: Promise<void>;

  constructor(socket: Socket) {
    this.#socket = socket;
    let unfinished = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      const lines = (unfinished + text).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) this.#receive(line);
    });
    // The other end's death shows as ECONNRESET or EPIPE; `close` follows, and says all there is to know.
    socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      socket.once("close", () => {
        this.#open = false;
        for (const waiter of this.#waiting.splice(0)) waiter(undefined);
        resolve();
      });
    });
  }

  #receive(line: string): void {
    let message: Incoming;
    try {
      message = JSON.parse(line) as Incoming;
    } catch {
      this.close();
      return;
    }
    const waiter = this.#waiting.shift();
    if (waiter) waiter(message);
    else this.#received.push(message);
  }

  /** The next message; undefined when the connection is gone. */
  next(): Promise<Incoming | undefined> {
    const message = this.#received.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (!this.#open) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  send(message: Outgoing): void {
    if (this.#open && this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Closes after what was sent has gone out. */
  end(): void {
    this.#socket.end();
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Lets the process end although the connection is open. */
  unref(): void {
    this.#socket.unref();
  }

  ref(): void {
    this.#socket.ref();
  }
}

/** A connection to the socket at `path`; undefined when nobody listens there. */
export async function connectChannel<Incoming, Outgoing>(
  path: string,
): Promise<Channel<Incoming, Outgoing> | undefined> {
  const socket = connect({ path });
  const connected = await new Promise<boolean>((resolve, reject) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (["ENOENT", "ECONNREFUSED", "ECONNRESET", "ENOTDIR", "EAGAIN"].includes(error.code ?? "")) resolve(false);
      else reject(error);
    });
  });
  return connected ? new Channel(socket) : undefined;
}
