import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type Frame, FrameReader } from "./proxy-frames.ts";

/** Something that goes wrong on the wire once. Messages and answers are counted over all connections, from 1. */
export interface Fault {
  /** A message of a client, the startup packet included; or the server's answer, which ends when it is ready again. */
  readonly at: "message" | "answer";
  readonly number: number;
  readonly side: "before" | "after";
  /** Both ends are closed in order or reset; nothing passes any more and nobody is told; or `onKill` is called. */
  readonly how: "fin" | "rst" | "hang" | "kill";
  /** What connections meet that are made afterwards. */
  readonly others?: "pass" | "refuse" | "hang";
  /** Ends the client. What it had sent up to the fault still arrives, as with every process that is killed. */
  readonly onKill?: () => void;
}

export interface ProxyOptions {
  readonly fault?: Fault;
  /** Milliseconds that everything takes on its way, in each direction. */
  readonly delay?: number;
  /**
   * Answers are held back until all that was asked is answered and the client has been silent for so many milliseconds:
   * as with a network that is slow beyond all measure, so that each round trip that is really needed counts, and no other.
   */
  readonly lockstep?: number;
  readonly onMessage?: (frame: Frame, number: number) => void;
}

/** Stands between clients and a server, and understands where messages begin and end. */
export interface Wire {
  readonly port: number;
  /** So far, over all connections. */
  readonly counts: Counts;
  /** Changes what is done from now on. */
  set(options: ProxyOptions): void;
  /** Whether the fault has happened. */
  struck(): boolean;
  close(): Promise<void>;
}

interface Counts {
  connections: number;
  messages: number;
  /** How often the server became ready for the next message. */
  answers: number;
  /** How often a client sent something after it had received something. */
  roundTrips: number;
}

export async function startProxy(port: number, options: ProxyOptions = {}): Promise<Wire> {
  const state = new ProxyState(options);
  const links = new Set<Link>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    state.counts.connections++;
    if (state.struck && state.options.fault?.others === "refuse") return void client.resetAndDestroy();
    const link = new Link(client, port, state);
    links.add(link);
    client.on("close", () => links.delete(link));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    counts: state.counts,
    set: (changed) => {
      state.options = changed;
      state.struck = false;
    },
    struck: () => state.struck,
    close: async () => {
      for (const link of links) link.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

class ProxyState {
  options: ProxyOptions;
  struck = false;
  readonly counts: Counts = { connections: 0, messages: 0, answers: 0, roundTrips: 0 };

  constructor(options: ProxyOptions) {
    this.options = options;
  }

  /** Whether the fault is to happen on that side of what has just come by. */
  strikes(at: Fault["at"], side: Fault["side"]): boolean {
    const { fault } = this.options;
    if (fault === undefined || this.struck || fault.at !== at || fault.side !== side) return false;
    // The first frame of an answer comes by when that answer has not been counted yet.
    const number = at === "message" ? this.counts.messages : this.counts.answers + (side === "before" ? 1 : 0);
    if (number !== fault.number) return false;
    this.struck = true;
    return true;
  }
}

/** One client's connection and the one behind it. */
class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #state: ProxyState;
  readonly #fromClient = new FrameReader("frontend");
  readonly #fromServer = new FrameReader("backend");
  /** Nothing passes in either direction any more. */
  #stopped = false;
  /** The client has received something since it last sent. */
  #answered = true;
  #unanswered = 0;
  /** Until the server is ready for the first time, the client waits at every message. */
  #greeted = false;
  #held: Buffer[] = [];
  #quiet: NodeJS.Timeout | undefined;

  constructor(client: Socket, port: number, state: ProxyState) {
    this.#client = client;
    this.#state = state;
    this.#server = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    client.setNoDelay(true);
    if (state.struck && state.options.fault?.others === "hang") this.#stopped = true;
    for (const socket of [client, this.#server]) socket.on("error", () => undefined);
    client.on("data", (chunk) => this.#sent(chunk));
    this.#server.on("data", (chunk) => this.#received(chunk));
    client.on("end", () => this.#later(() => this.#ended(this.#server)));
    client.on("close", () => this.#later(() => this.#ended(this.#server)));
    this.#server.on("close", () => this.#later(() => this.#ended(this.#client)));
    this.#server.on("end", () => this.#later(() => this.#ended(this.#client)));
  }

  destroy(): void {
    clearTimeout(this.#quiet);
    this.#client.destroy();
    this.#server.destroy();
  }

  #sent(chunk: Buffer): void {
    if (this.#stopped) return;
    const { counts } = this.#state;
    if (this.#answered) counts.roundTrips++;
    this.#answered = false;
    for (const frame of this.#fromClient.push(chunk)) {
      counts.messages++;
      this.#state.options.onMessage?.(frame, counts.messages);
      if (this.#state.strikes("message", "before") && this.#strike()) return;
      if (frame.type === "ssl" || frame.type === "gss") this.#fromServer.untyped++;
      if (expectsReady(frame.type)) this.#unanswered++;
      this.#pass(this.#server, frame.bytes);
      if (this.#state.strikes("message", "after") && this.#strike()) return;
    }
    this.#release();
  }

  #received(chunk: Buffer): void {
    if (this.#stopped) return;
    for (const frame of this.#fromServer.push(chunk)) {
      if (this.#state.strikes("answer", "before") && this.#strike()) return;
      this.#answer(frame.bytes);
      if (frame.type !== "Z") continue;
      this.#state.counts.answers++;
      this.#greeted = true;
      this.#unanswered--;
      if (this.#state.strikes("answer", "after") && this.#strike()) return;
    }
    this.#release();
  }

  #answer(bytes: Buffer): void {
    if (this.#state.options.lockstep === undefined) {
      this.#answered = true;
      this.#pass(this.#client, bytes);
    } else this.#held.push(bytes);
  }

  /** In lockstep: hands on what was held when everybody waits. */
  #release(): void {
    const { lockstep } = this.#state.options;
    clearTimeout(this.#quiet);
    if (lockstep === undefined || this.#held.length === 0) return;
    if (this.#unanswered > 0 && this.#greeted) return;
    this.#quiet = setTimeout(() => {
      this.#answered = true;
      for (const bytes of this.#held.splice(0)) this.#pass(this.#client, bytes);
    }, lockstep);
  }

  #pass(to: Socket, bytes: Buffer): void {
    this.#later(() => {
      if (to.writable) to.write(bytes);
    });
  }

  #later(act: () => void): void {
    const { delay = 0 } = this.#state.options;
    // Timers of the same length end in the order in which they were set.
    if (delay > 0) setTimeout(act, delay);
    else act();
  }

  #ended(other: Socket): void {
    if (this.#stopped && this.#state.options.fault?.how === "hang") return;
    other.end();
  }

  /** False where the connection goes on. */
  #strike(): boolean {
    const { fault } = this.#state.options;
    this.#stopped = true;
    switch (fault?.how) {
      case "fin":
        this.#client.end();
        this.#server.end();
        // A client that is told of the end closes its own; one that does not is not waited for.
        this.#client.resume();
        return true;
      case "rst":
        this.#client.resetAndDestroy();
        // What was sent is to be under way before the reset, which else overtakes it.
        this.#server.write("", () => this.#server.resetAndDestroy());
        return true;
      case "kill":
        fault.onKill?.();
        return true;
      default:
        return true;
    }
  }
}

/** Which messages the server answers with ReadyForQuery in the end. */
function expectsReady(type: string): boolean {
  return type === "startup" || type === "Q" || type === "S";
}
