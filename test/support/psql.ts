import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestDatabase } from "./database.ts";

/** No npm package brings it; distributions call the package postgresql-client. */
export const hasPsql = (process.env["PATH"] ?? "").split(delimiter).some((path) => existsSync(join(path, "psql")));

/** Runs a file as `psql -X -f` does. */
export function psql(
  { server, name }: TestDatabase,
  sql: string,
): { code: number | null; out: string; errors: string } {
  const where = ["-h", server.socketDirectory, "-p", String(server.port), "-U", "postgres", "-d", name];
  const { status, stdout, stderr } = spawnSync("psql", ["-X", ...where, "-f", "-"], {
    input: sql,
    encoding: "utf8",
    // A terminal of another encoding must not matter.
    env: { PATH: process.env["PATH"], PGCLIENTENCODING: "LATIN1", LC_ALL: "C" },
  });
  return { code: status, out: stdout, errors: stderr };
}
