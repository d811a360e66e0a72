import type { Answer, Colors, Output } from "../report/output.ts";
import { isTerminal, StandardStream } from "./standard-stream.ts";

/** What the options say about output. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly yes: boolean;
}

/** Every colour that is asked for leaves the text as it is. */
const PLAIN = new Proxy({} as Colors, { get: () => String });

const ERASE_LINE = "\r\x1b[2K";
/** What colours are made of. Nothing else that begins so is ever printed. */
const COLOR = /\p{Cc}\[\d+m/gu;

/** Loaded where a terminal shows colours. */
export async function openOutput(options: OutputOptions, interruption?: AbortSignal): Promise<ProcessOutput> {
  // For either stream: the one that is no terminal gets its text without them.
  const colored = options.color && (isTerminal(1) || isTerminal(2)) && allowsColors(process.env);
  const colors = colored ? (await import("picocolors")).default.createColors(true) : PLAIN;
  return new ProcessOutput(options, colors, interruption);
}

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
  readonly #stdout = new StandardStream(1);
  readonly #stderr = new StandardStream(2);
  #progressShown = false;

  constructor({ json, quiet, verbose, yes }: OutputOptions, colors: Colors, interruption?: AbortSignal) {
    this.json = json;
    this.quiet = quiet;
    this.verbose = verbose;
    this.#yes = yes;
    this.#interruption = interruption;
    this.colors = colors;
    // A terminal that nobody has told its size says 0.
    this.width = (this.#stdout.isTerminal && process.stdout.columns) || undefined;
  }

  get asks(): boolean {
    return !this.#yes && !this.json && isTerminal(0) && this.#conversation.isTerminal;
  }

  print(text: string): void {
    if (!this.json && !this.quiet) this.#write(this.#stdout, text);
  }

  raw(text: string): void {
    this.#write(this.#stdout, text);
  }

  document(value: unknown): void {
    this.#write(this.#stdout, JSON.stringify(value, null, 2));
  }

  complain(text: string): void {
    this.#write(this.#stderr, text);
  }

  progress(text: string): void {
    if (this.json || this.quiet || !this.#stdout.isTerminal || process.env["TERM"] === "dumb") return;
    this.#stdout.write(`${ERASE_LINE}${text}`);
    this.#progressShown = true;
  }

  async confirm(about: readonly string[], question: string): Promise<Answer> {
    if (!this.asks) return "yes";
    // Whatever --quiet says: nobody can agree to what is not shown.
    for (const line of about) this.#write(this.#conversation, line);
    const { ask } = await import("./question.ts");
    this.asking = true;
    try {
      return await ask(question, this.#conversation.stream, this.#interruption);
    } finally {
      this.asking = false;
    }
  }

  /** Where a person is asked: what is piped into a file or a pager may still be watched on stderr. */
  get #conversation(): StandardStream {
    return this.#stdout.isTerminal ? this.#stdout : this.#stderr;
  }

  #write(stream: StandardStream, text: string): void {
    if (this.#progressShown) this.#stdout.write(ERASE_LINE);
    this.#progressShown = false;
    const line = text.endsWith("\n") ? text : `${text}\n`;
    stream.write(stream.isTerminal ? line : line.replace(COLOR, ""));
  }
}

function allowsColors(environment: NodeJS.ProcessEnv): boolean {
  return !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

/** The locale is taken at its word only where it is set: without any, terminals of today show UTF-8. */
function showsUnicode(environment: NodeJS.ProcessEnv): boolean {
  const locale = environment["LC_ALL"] || environment["LC_CTYPE"] || environment["LANG"] || "UTF-8";
  return environment["TERM"] !== "linux" && /utf-?8/i.test(locale);
}
