import { once } from "node:events";
import { onTestFinished } from "vitest";
import { serverAccount } from "../../../../src/database/embedded/account.ts";
import { findBinaries } from "../../../../src/database/embedded/binaries.ts";
import { inspectDataDirectory } from "../../../../src/database/embedded/data-directory.ts";
import { launcherFor, programPaths } from "../../../../src/database/embedded/launch.ts";
import { readPostmasterFile } from "../../../../src/database/embedded/postmaster.ts";
import { until } from "./place.ts";

/** A server that someone starts by hand on an existing data directory. Ends with the test. */
export async function startForeignServer(dataDirectory: string): Promise<{ pid: number; stop: () => Promise<void> }> {
  const contents = await inspectDataDirectory(dataDirectory);
  const binaries = await findBinaries({
    cwd: process.cwd(),
    major: contents.kind === "data" ? contents.major : undefined,
  });
  if (!binaries) throw new Error("no PostgreSQL found");
  const account = await serverAccount(dataDirectory, contents);
  const launch = launcherFor(account, [...programPaths(binaries.directory), dataDirectory]);
  const args = ["-D", dataDirectory, "-c", "listen_addresses=", "-c", `unix_socket_directories="${dataDirectory}"`];
  const child = launch(`${binaries.directory}/postgres`, args, { stdio: "ignore" });
  const exited = once(child, "exit");
  const stop = async () => {
    child.kill("SIGINT");
    await exited;
  };
  onTestFinished(stop);
  await until("the foreign server is ready", async () => (await readPostmasterFile(dataDirectory))?.status === "ready");
  return { pid: child.pid ?? -1, stop };
}
