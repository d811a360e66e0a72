import type { Migrator } from "../migrator.ts";
import type { Output } from "../report/output.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** As shells give it: 128 and the signal's number. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * The first signal lets the running statement be cancelled, so that its revision is rolled back and the command can say
 * where things stand; the second ends the process at once. Before a database is open the first one does.
 */
export class Interruption {
  /** Undefined while no signal has come. */
  code: number | undefined;
  readonly #output: Output;
  #migrator: Migrator | undefined;
  readonly #handler = (signal: NodeJS.Signals) => this.#handle(signal as (typeof SIGNALS)[number]);

  constructor(output: Output) {
    this.#output = output;
    for (const signal of SIGNALS) process.on(signal, this.#handler);
  }

  watch(migrator: Migrator): Migrator {
    this.#migrator = migrator;
    return migrator;
  }

  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#handler);
  }

  #handle(signal: (typeof SIGNALS)[number]): void {
    const again = this.code !== undefined;
    this.code = CODES[signal];
    if (again || !this.#migrator?.interrupt()) process.exit(this.code);
    this.#output.complain(`\n${signal}: stopping after a rollback; once more ends at once`);
  }
}
