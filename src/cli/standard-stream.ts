import { fstatSync, writeSync } from "node:fs";

/**
 * Stdout or stderr. What is no terminal is written to by its descriptor, which waits until all is taken, as Node's own
 * streams do there: making one of those costs every command 3 ms.
 */
export class StandardStream {
  readonly isTerminal: boolean;
  readonly #descriptor: 1 | 2;
  #opened: NodeJS.WriteStream | undefined;
  #isClosed = false;

  constructor(descriptor: 1 | 2) {
    this.#descriptor = descriptor;
    this.isTerminal = isTerminal(descriptor);
  }

  /** The same as a stream of Node's. */
  get stream(): NodeJS.WriteStream {
    if (this.#opened === undefined) {
      this.#opened = this.#descriptor === 1 ? process.stdout : process.stderr;
      this.#opened.on("error", ignoreClosedPipe);
    }
    return this.#opened;
  }

  write(text: string): void {
    if (this.#isClosed) return;
    if (this.isTerminal || this.#opened !== undefined) this.stream.write(text);
    else this.#writeBytes(Buffer.from(text));
  }

  #writeBytes(bytes: Buffer): void {
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
    } catch (error) {
      // Whoever made the pipe wants it not to wait, and reads slowly: Node's stream keeps what is left.
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") this.stream.write(bytes.subarray(written));
      else ignoreClosedPipe(error as NodeJS.ErrnoException);
      this.#isClosed = (error as NodeJS.ErrnoException).code === "EPIPE";
    }
  }
}

/** Asked of Node only where it could be one: what tells terminals apart takes 2 ms to load. */
export function isTerminal(descriptor: 0 | 1 | 2): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(descriptor);
}

/** A reader that has seen enough, such as head, closes the pipe: that is no failure of ours. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
