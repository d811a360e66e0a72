import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { DatabaseError } from "../../errors.ts";
import { supervisorFile } from "../../resources.ts";
import { Channel, type Order } from "./channel.ts";
import type { EmbeddedRequest, EmbeddedServer } from "./join.ts";
import { serverEnvironment } from "./launch.ts";
import { type Connection, takeLease } from "./lease.ts";

/**
 * Starts a supervisor in a session of its own and takes the first lease, on a socket that it has from birth: there is no
 * instant at which our death would go unnoticed.
 */
export async function startSupervisor(order: Order, request: EmbeddedRequest): Promise<EmbeddedServer | "busy"> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(supervisorFile())], {
    cwd: "/",
    detached: true,
    env: serverEnvironment(),
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  child.unref();
  let lastWords = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords += text;
  });
  child.once("error", (error) => {
    lastWords = error.message;
  });
  const socket = child.stdio[3];
  if (!(socket instanceof Socket)) throw supervisorDied(lastWords);
  const connection: Connection = new Channel(socket);
  try {
    const server = await takeLease(connection, order, request);
    if (server === "gone") throw supervisorDied(lastWords);
    return server;
  } finally {
    child.stderr?.destroy();
  }
}

function supervisorDied(lastWords: string): DatabaseError {
  const reason = lastWords.split("\n").find((line) => line.includes("Error:")) ?? lastWords.trim().split("\n").at(-1);
  return new DatabaseError(
    "embedded_start",
    `the program that keeps the embedded server ended unexpectedly${reason ? `: ${reason}` : ""}`,
    { hint: "run the command again; if it fails again, report it with the text above", data: { log: lastWords } },
  );
}
