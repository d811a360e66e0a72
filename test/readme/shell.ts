import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** Printed behind each block; in two halves, so that a repeated command line is not taken for what it prints. */
const END = ["that-was", "the-block"] as const;

/** Of util-linux: runs a command on a terminal of its own. */
const TERMINAL_MAKER = "script";

export interface ShellOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Bash and all that it starts see a terminal, as they do at a person's desk. */
  readonly terminal: boolean;
}

/** A bash that is typed into, block by block, as a reader does. */
export class Shell {
  readonly #process: ChildProcessWithoutNullStreams;
  #output = "";
  #ended = false;
  #wake: () => void = () => undefined;

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process;
    for (const stream of [process.stdout, process.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        this.#output += chunk;
        this.#wake();
      });
    }
    process.once("close", () => {
      this.#ended = true;
      this.#wake();
    });
  }

  static async open({ cwd, env, terminal }: ShellOptions): Promise<Shell> {
    const bash = "bash --noprofile --norc";
    const [program, args] = terminal
      ? [TERMINAL_MAKER, ["--quiet", "--flush", "--command", `${bash} --noediting -i`, "/dev/null"]]
      : ["bash", bash.split(" ").slice(1)];
    const child = spawn(program, args, { cwd, env: { ...env, TERM: "dumb", PS1: "", PS2: "" } });
    onTestFinished(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    });
    const shell = new Shell(child);
    // A terminal repeats what is typed, and this one has no size of its own.
    await shell.run(terminal ? "PS1= PS2=; stty -echo columns 120" : "exec 2>&1");
    return shell;
  }

  /** Types these lines and waits until they are done. What they print, in the order in which a reader sees it. */
  async run(lines: string): Promise<string> {
    this.#output = "";
    this.#process.stdin.write(`${lines.replace(/\n?$/, "\n")}printf '\\n%s-%s\\n' ${END.join(" ")}\n`);
    for (;;) {
      const output = this.#output.replaceAll("\r\n", "\n");
      const end = output.indexOf(`\n${END.join("-")}\n`);
      if (end !== -1) return output.slice(0, end);
      if (this.#ended) throw new Error(`the shell ended; it had printed:\n${output}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}

/** Why there can be no terminal here; undefined where there can be one. */
export function noTerminal(): string | undefined {
  const { stdout } = spawnSync(TERMINAL_MAKER, ["--version"], { encoding: "utf8" });
  return stdout?.includes("util-linux")
    ? undefined
    : `util-linux's ${TERMINAL_MAKER}, which makes a terminal, is not installed`;
}
