/** One message of the PostgreSQL protocol as it stands on the wire. */
export interface Frame {
  /** The letter of its type; `startup`, `ssl`, `gss` and `cancel` for those that have none, `byte` for the answer to two of them. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Codes in the place of a protocol version, by which untyped messages are told apart. */
const UNTYPED: ReadonlyMap<number, string> = new Map([
  [80877102, "cancel"],
  [80877103, "ssl"],
  [80877104, "gss"],
]);

/** Cuts what one side sends into its messages, however the network has cut it. */
export class FrameReader {
  /** Of a client: until the startup packet no message has a type. Of a server: single bytes that are to come first. */
  untyped: number;
  readonly #side: "frontend" | "backend";
  #rest: Buffer = Buffer.alloc(0);

  constructor(side: "frontend" | "backend") {
    this.#side = side;
    this.untyped = side === "frontend" ? 1 : 0;
  }

  push(chunk: Buffer): readonly Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame);
    return frames;
  }

  #next(): Frame | undefined {
    if (this.untyped > 0) return this.#side === "frontend" ? this.#nextUntyped() : this.#nextByte();
    if (this.#rest.length < 5) return undefined;
    return this.#take(1 + this.#rest.readInt32BE(1), String.fromCharCode(this.#rest[0] ?? 0));
  }

  #nextUntyped(): Frame | undefined {
    if (this.#rest.length < 8) return undefined;
    const type = UNTYPED.get(this.#rest.readInt32BE(4)) ?? "startup";
    const frame = this.#take(this.#rest.readInt32BE(0), type);
    if (frame !== undefined && type === "startup") this.untyped = 0;
    return frame;
  }

  #nextByte(): Frame | undefined {
    const frame = this.#take(1, "byte");
    if (frame !== undefined) this.untyped--;
    return frame;
  }

  #take(length: number, type: string): Frame | undefined {
    if (this.#rest.length < length) return undefined;
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return { type, bytes };
  }
}
