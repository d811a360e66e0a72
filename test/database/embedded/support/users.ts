import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { EmbeddedServer } from "../../../../src/database/embedded/join.ts";

type Said = {
  readonly starting?: string;
  readonly server?: Omit<EmbeddedServer, "leave">;
  readonly left?: true;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
};

/** A command in a process of its own, which can be killed. */
export class User {
  readonly #child: ChildProcess;
  readonly #said: Said[] = [];
  #heard = Promise.withResolvers<void>();
  #ended = false;

  constructor(request: { path?: string; major?: number }, environment: Record<string, string> = {}) {
    const program = fileURLToPath(new URL("user.ts", import.meta.url));
    const child = spawn(process.execPath, [program, JSON.stringify(request)], {
      stdio: ["pipe", "pipe", "inherit"],
      // A process group of its own, as a shell gives to a command: Ctrl-C goes to all of it.
      detached: true,
      env: { ...process.env, ...environment },
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on("line", (line) =>
      this.#note(() => this.#said.push(JSON.parse(line) as Said)),
    );
    child.once("close", () =>
      this.#note(() => {
        this.#ended = true;
      }),
    );
    onTestFinished(() => this.kill());
  }

  #note(change: () => void): void {
    change();
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }

  /** The first thing said that `pick` finds something in. */
  async #hear<Found>(pick: (said: Said) => Found | undefined): Promise<Found> {
    for (;;) {
      for (const said of this.#said) {
        const found = pick(said);
        if (found !== undefined) return found;
      }
      if (this.#ended) throw new Error(`the user ended, having said ${JSON.stringify(this.#said)}`);
      await this.#heard.promise;
    }
  }

  server(): Promise<Omit<EmbeddedServer, "leave">> {
    return this.#hear(({ server }) => server);
  }

  error(): Promise<{ code: string; message: string; hint: string }> {
    return this.#hear(({ error }) => error);
  }

  /** Resolves when it has been told that `what` is going on. */
  async sees(what: string): Promise<void> {
    await this.#hear(({ starting }) => (starting === what ? true : undefined));
  }

  /** What it was told while it waited for its server. */
  async starting(): Promise<readonly string[]> {
    await this.server();
    return this.#said.flatMap(({ starting }) => starting ?? []);
  }

  async leave(): Promise<void> {
    this.#child.stdin?.write("leave\n");
    await this.#hear(({ left }) => left);
    await this.#exit();
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exit();
  }

  /** What Ctrl-C does. */
  async interrupt(): Promise<void> {
    process.kill(-(this.#child.pid ?? Number.NaN), "SIGINT");
    await this.#exit();
  }

  async #exit(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }
}
