/** A command that uses an embedded server: joins as its argument asks, says so, and leaves when its input says "leave". */
import { createInterface } from "node:readline";
import { joinEmbedded } from "../../../../src/database/embedded/join.ts";
import { MigraphError } from "../../../../src/errors.ts";

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

try {
  const request = JSON.parse(process.argv[2] ?? "{}") as { path?: string; major?: number };
  const server = await joinEmbedded({ ...request, onStarting: (what) => say({ starting: what }) });
  say({ server });
  for await (const line of createInterface({ input: process.stdin })) if (line === "leave") break;
  await server.leave();
  say({ left: true });
  process.stdin.destroy();
} catch (error) {
  if (!(error instanceof MigraphError)) throw error;
  say({ error: { code: error.code, message: error.message, hint: error.hint } });
}
