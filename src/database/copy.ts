import type { Duplex } from "node:stream";

type Reader = (bytes: Buffer) => void;

/** Types of messages: the server's, and ours. */
const COPY_IN_RESPONSE = 0x47;
const ERROR_RESPONSE = 0x45;
const READY_FOR_QUERY = 0x5a;
const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const COPY_FAIL = 0x66;

/** Code units of data that go into one message. */
const PART = 32_768;

/**
 * Sends the data of a COPY … FROM stdin past the driver, which takes the server's invitation for the answer, and then
 * hears nothing of data that the server refuses. The invitation is kept from it: what it sees is a statement that takes
 * long, and answers with a tag or an error like any other.
 */
export class CopyGate {
  readonly #socket: Duplex;
  readonly #cutter = new MessageCutter();
  /** The driver's, while it is not to read by itself. */
  #reader: Reader | undefined;
  #data: string | undefined;
  #sent = 0;

  /** Made before anything of the server's messages is read, so that it knows where each begins. */
  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
  }

  /** For the next message that the driver sends; all before it must have been answered. */
  offer(data: string): void {
    this.#data = data;
    this.#sent = 0;
    // The driver has come last: the other readers watch, and were there when it was given the socket.
    this.#reader = this.#socket.listeners("data").at(-1) as Reader;
    this.#socket.off("data", this.#reader);
  }

  #read(bytes: Buffer): void {
    const reader = this.#reader;
    let answered = false;
    for (const { type, from, to, ends } of this.#cutter.cut(bytes)) {
      if (reader === undefined) continue;
      if (type === COPY_IN_RESPONSE) {
        if (ends) this.#accept();
        continue;
      }
      // The server throws away what comes after its error.
      if (type === ERROR_RESPONSE) this.#data = undefined;
      answered ||= ends && type === READY_FOR_QUERY;
      reader(bytes.subarray(from, to));
    }
    if (!answered || reader === undefined) return;
    this.#reader = undefined;
    this.#data = undefined;
    this.#socket.on("data", reader);
  }

  #accept(): void {
    if (this.#data === undefined) {
      this.#socket.write(message(COPY_FAIL, "there is data for one COPY only\0"));
    } else {
      this.#send();
    }
  }

  /** As much as the socket takes at once, and the rest when it has drained; a socket that is lost never does. */
  #send(): void {
    for (let data = this.#data; data !== undefined && this.#sent < data.length; data = this.#data) {
      const end = partEnd(data, this.#sent + PART);
      const goesOn = this.#socket.write(message(COPY_DATA, data.slice(this.#sent, end)));
      this.#sent = end;
      if (!goesOn) {
        this.#socket.once("drain", () => this.#send());
        return;
      }
    }
    if (this.#data === undefined) return;
    this.#data = undefined;
    this.#socket.write(message(COPY_DONE, ""));
  }
}

/** Not between the two halves of a character. */
function partEnd(data: string, end: number): number {
  const last = data.charCodeAt(end - 1);
  return last >= 0xd800 && last < 0xdc00 ? end + 1 : end;
}

function message(type: number, text: string): Buffer {
  const bytes = Buffer.allocUnsafe(5 + Buffer.byteLength(text));
  bytes[0] = type;
  bytes.writeUInt32BE(bytes.length - 1, 1);
  bytes.write(text, 5);
  return bytes;
}

/** A message of the server's, or the part of one that has come. */
interface MessagePart {
  readonly type: number;
  readonly from: number;
  readonly to: number;
  /** It is whole, or the end of one. */
  readonly ends: boolean;
}

/** Cuts what arrives into messages: a type, a length that counts itself, and what it says. */
class MessageCutter {
  readonly #header = Buffer.alloc(5);
  #headed = 0;
  #rest = 0;

  *cut(bytes: Buffer): Generator<MessagePart> {
    let from = 0;
    for (let at = 0; at < bytes.length; ) {
      if (this.#headed < 5) {
        this.#header[this.#headed++] = bytes[at++] ?? 0;
        if (this.#headed === 5) this.#rest = this.#header.readUInt32BE(1) - 4;
      } else {
        const part = Math.min(this.#rest, bytes.length - at);
        this.#rest -= part;
        at += part;
      }
      const ends = this.#headed === 5 && this.#rest === 0;
      if (!ends && at < bytes.length) continue;
      yield { type: this.#header[0] ?? 0, from, to: at, ends };
      from = at;
      if (ends) this.#headed = 0;
    }
  }
}
