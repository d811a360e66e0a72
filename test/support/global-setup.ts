import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startTestServer, type TestServer } from "./server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly servers: readonly TestServer[];
  }
}

/** The oldest major that is supported, the one that Debian 12 has, and the newest. */
export const MAJORS = [14, 15, 18];

/** Builds the command line as users have it, and starts one server of each major for all tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ["scripts/build.ts", "--no-types"], { stdio: "inherit" });
  const started = await Promise.all(MAJORS.map((major) => startTestServer(major)));
  project.provide(
    "servers",
    started.map(({ server }) => server),
  );
  return async () => {
    await Promise.all(started.map(({ stop }) => stop()));
    rmSync(join(tmpdir(), `migraph-tests-${process.pid}`), { recursive: true, force: true });
  };
}
