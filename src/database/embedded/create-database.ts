import { connect, type Socket } from "node:net";
import { DatabaseError } from "../../errors.ts";

const PROTOCOL_3 = 196_608;

/**
 * Makes the database unless it is there. Speaks the few protocol messages that this takes by itself: the supervisor is
 * one small program, and PostgreSQL's single-user mode needs the server to be down.
 */
export async function ensureDatabase(socketPath: string, user: string, name: string): Promise<void> {
  const socket = connect({ path: socketPath });
  try {
    const answers = readAnswers(socket);
    socket.write(startupMessage({ user, database: "postgres" }));
    failOnError(await nextAnswer(answers), name);
    socket.write(queryMessage(`select 1 from pg_catalog.pg_database where datname = ${quote(name, "'")}`));
    const found = failOnError(await nextAnswer(answers), name);
    if (found.rows > 0) return;
    socket.write(queryMessage(`create database ${quote(name, '"')}`));
    failOnError(await nextAnswer(answers), name);
  } finally {
    socket.destroy();
  }
}

/** All that the server says until it is ready for the next query. */
interface Answer {
  readonly rows: number;
  readonly error: string | undefined;
}

async function* readAnswers(socket: Socket): AsyncGenerator<Answer, undefined> {
  let buffer = Buffer.alloc(0);
  let rows = 0;
  let error: string | undefined;
  for await (const chunk of socket) {
    buffer = Buffer.concat([buffer, chunk as Buffer]);
    // A message is a letter, its length (which counts itself), and its body.
    while (buffer.length >= 5 && buffer.length >= 1 + buffer.readInt32BE(1)) {
      const end = 1 + buffer.readInt32BE(1);
      const letter = String.fromCharCode(buffer.readUInt8(0));
      if (letter === "D") rows += 1;
      if (letter === "E") error = errorText(buffer.subarray(5, end));
      buffer = buffer.subarray(end);
      if (letter !== "Z") continue;
      yield { rows, error };
      rows = 0;
      error = undefined;
    }
  }
  // A refusal ends the connection without a word of being ready.
  if (error !== undefined) yield { rows, error };
  return undefined;
}

async function nextAnswer(answers: AsyncGenerator<Answer, undefined>): Promise<Answer> {
  const { value } = await answers.next();
  return value ?? { rows: 0, error: "the server closed the connection" };
}

function failOnError(answer: Answer, name: string): Answer {
  if (answer.error === undefined) return answer;
  throw new DatabaseError("embedded_database", `the database ${name} could not be made: ${answer.error}`, {
    hint: "look at the server's message, or leave ?database= out to use the database postgres",
    data: { database: name },
  });
}

function startupMessage(parameters: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(parameters).map(([key, value]) => `${key}\0${value}\0`);
  const body = Buffer.from(`${text.join("")}\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(PROTOCOL_3, 4);
  return Buffer.concat([head, body]);
}

function queryMessage(sql: string): Buffer {
  const body = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5);
  head.write("Q");
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

/** Fields of a letter and a text each; M is the message. */
function errorText(fields: Buffer): string {
  const message = fields
    .toString("utf8")
    .split("\0")
    .find((field) => field.startsWith("M"));
  return message?.slice(1) ?? "unknown error";
}

function quote(text: string, mark: "'" | '"'): string {
  return mark + text.replaceAll(mark, mark + mark) + mark;
}
