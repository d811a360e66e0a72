import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Ended } from "./faults-judge.ts";

const PROGRAM = join(import.meta.dirname, "../../dist/migraph.js");

/** Several upgrades of one database that start at the same moment, each a process of its own. */
export function rivals(root: string, url: string, count: number): Promise<readonly Ended[]> {
  const args = [PROGRAM, "upgrade", "--wait", "50s"];
  const env = { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8", DATABASE_URL: url };
  const ended = async (): Promise<Ended> => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    }
    const [code] = (await once(child, "close")) as [number | null];
    return { code, ...said };
  };
  return Promise.all(Array.from({ length: count }, ended));
}
