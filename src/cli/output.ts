import { isatty } from "node:tty";
import pc from "picocolors";
import type { Answer, Colors, Output } from "../report/output.ts";

/** What the options say about output. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly yes: boolean;
}

const ERASE_LINE = "\r\x1b[2K";
/** What colours are made of. Nothing else that begins so is ever printed. */
const COLOR = /\p{Cc}\[\d+m/gu;

/** The process's stdout and stderr, and the person at its terminal. */
export class ProcessOutput implements Output {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly colors: Colors;
  readonly width: number | undefined;
  readonly unicode = showsUnicode(process.env);
  /** A question is open. */
  asking = false;
  readonly #yes: boolean;
  /** Ends a question that is open. */
  readonly #interruption: AbortSignal | undefined;
  #progressShown = false;

  constructor({ json, quiet, verbose, color, yes }: OutputOptions, interruption?: AbortSignal) {
    this.json = json;
    this.quiet = quiet;
    this.verbose = verbose;
    this.#yes = yes;
    this.#interruption = interruption;
    const { stdout, stderr } = process;
    this.width = stdout.isTTY ? stdout.columns : undefined;
    // For either stream: the one that is no terminal gets its text without them.
    this.colors = pc.createColors(color && (stdout.isTTY || stderr.isTTY) && allowsColors(process.env));
    for (const stream of [stdout, stderr]) stream.on("error", ignoreClosedPipe);
  }

  get asks(): boolean {
    return !this.#yes && !this.json && isatty(0) && this.#conversation.isTTY;
  }

  print(text: string): void {
    if (!this.json && !this.quiet) this.#write(process.stdout, text);
  }

  document(value: unknown): void {
    this.#write(process.stdout, JSON.stringify(value, null, 2));
  }

  complain(text: string): void {
    this.#write(process.stderr, text);
  }

  progress(text: string): void {
    if (this.json || this.quiet || !process.stdout.isTTY || process.env["TERM"] === "dumb") return;
    process.stdout.write(`${ERASE_LINE}${text}`);
    this.#progressShown = true;
  }

  async confirm(about: readonly string[], question: string): Promise<Answer> {
    if (!this.asks) return "yes";
    // Whatever --quiet says: nobody can agree to what is not shown.
    for (const line of about) this.#write(this.#conversation, line);
    const { ask } = await import("./question.ts");
    this.asking = true;
    try {
      return await ask(question, this.#conversation, this.#interruption);
    } finally {
      this.asking = false;
    }
  }

  /** Where a person is asked: what is piped into a file or a pager may still be watched on stderr. */
  get #conversation(): NodeJS.WriteStream {
    return process.stdout.isTTY ? process.stdout : process.stderr;
  }

  #write(stream: NodeJS.WriteStream, text: string): void {
    if (this.#progressShown) process.stdout.write(ERASE_LINE);
    this.#progressShown = false;
    const line = text.endsWith("\n") ? text : `${text}\n`;
    stream.write(stream.isTTY ? line : line.replace(COLOR, ""));
  }
}

/** A reader that has seen enough, such as head, closes the pipe: that is no failure of ours. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function allowsColors(environment: NodeJS.ProcessEnv): boolean {
  return !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

/** The locale is taken at its word only where it is set: without any, terminals of today show UTF-8. */
function showsUnicode(environment: NodeJS.ProcessEnv): boolean {
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"] || "UTF-8";
  return environment["TERM"] !== "linux" && /utf-?8/i.test(locale);
}
