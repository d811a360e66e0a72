import { migraph } from "./cli.ts";
import type { TestDatabase } from "./database.ts";

/** Command lines and all that they say, one below the other as on a screen, without what differs from run to run. */
export class Transcript {
  readonly #cwd: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #replaced: readonly (readonly [RegExp | string, string])[];
  #text = "";

  constructor(cwd: string, database: TestDatabase) {
    this.#cwd = cwd;
    this.#env = { DATABASE_URL: database.url };
    const { socketDirectory, port } = database.server;
    this.#replaced = [
      [database.name, "shop"],
      [`${socketDirectory}:${port}`, "/run:5432"],
      [/PostgreSQL \d+(\.\d+)?/g, "PostgreSQL 18"],
      [/\d+ ms\b/g, "1 ms"],
      [/\b\d{12}_/g, "202601010000_"],
      [/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, "2026-01-01T00:00:00Z"],
      [/pid \d+/g, "pid 1"],
    ];
  }

  /** Runs them one after the other; each is put as a person types it. Lines of stderr are marked with `!`. */
  async run(...commands: readonly string[]): Promise<void> {
    for (const command of commands) {
      const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
      const { code, stdout, stderr } = await migraph(args, { cwd: this.#cwd, env: this.#env });
      const problems = stderr.replace(/^(?=.)/gm, "! ");
      this.#text += `$ migraph ${command}\n${this.#clean(stdout + problems)}${code === 0 ? "" : `[exit ${code}]\n`}\n`;
    }
  }

  /** What was said since it was last asked. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return `\n${text.trimEnd()}\n`;
  }

  #clean(text: string): string {
    return this.#replaced.reduce((cleaned, [found, shown]) => cleaned.replaceAll(found, shown), text);
  }
}
