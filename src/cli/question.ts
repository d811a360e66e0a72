import { createInterface } from "node:readline";
import type { Answer } from "../report/output.ts";

/**
 * Asks at the terminal; anything but a yes is a no, the end of the input too. While it waits the terminal hands Ctrl-C to
 * the line editor, which passes it on as the signal that it is elsewhere.
 */
export function ask(
  question: string,
  output: NodeJS.WriteStream,
  interruption: AbortSignal | undefined,
): Promise<Answer> {
  const terminal = createInterface({ input: process.stdin, output });
  return new Promise((resolve) => {
    let answer: Answer | undefined;
    const interrupted = () => {
      answer = "interrupted";
      terminal.close();
    };
    interruption?.addEventListener("abort", interrupted, { once: true });
    terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
    terminal.once("close", () => {
      interruption?.removeEventListener("abort", interrupted);
      // The line of the question ends with the answer's Enter, and with nothing when there was none.
      if (answer === undefined || answer === "interrupted") output.write("\n");
      resolve(answer ?? "no");
    });
    terminal.question(`${question} [y/N] `, (text) => {
      answer = /^y(es)?$/i.test(text.trim()) ? "yes" : "no";
      terminal.close();
    });
  });
}
