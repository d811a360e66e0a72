import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import { type FaultRevision, RAN_TABLE, writeHistory } from "./faults-history.ts";
import { type Ended, isComplete, type Judged, judgeRemains, judgeWords, type Violation } from "./faults-judge.ts";
import { type Remains, remainsOf } from "./faults-state.ts";
import { type Fault, startProxy, type Wire } from "./proxy.ts";
import { superuser, type TestServer } from "./server.ts";

const PROGRAM = join(import.meta.dirname, "../../dist/migraph.js");

/** One fault to be tried, without what only the trial itself can know. */
export type Point = Pick<Fault, "at" | "number" | "side" | "how">;

/** What one direction of a history looks like on the wire when nothing goes wrong. */
export interface Course {
  /** Of each message the beginning of what it asks, by which kinds of messages are told apart. */
  readonly messages: readonly string[];
  readonly answers: number;
}

/** Runs a history through a proxy again and again, each time with another fault, and judges what is left. */
export class Sweep {
  readonly #server: TestServer;
  readonly #judged: Judged;
  readonly #root: string;
  readonly #admin: postgres.Sql;
  readonly #template = `sweep_${randomBytes(4).toString("hex")}`;

  private constructor(server: TestServer, judged: Judged) {
    this.#server = server;
    this.#judged = judged;
    this.#root = mkdtempSync(join(tmpdir(), "migraph-sweep-"));
    this.#admin = superuser(server);
  }

  static async prepare(
    server: TestServer,
    direction: "up" | "down",
    history: readonly FaultRevision[],
  ): Promise<Sweep> {
    const sweep = new Sweep(server, { direction, history, secret: server.password });
    mkdirSync(join(sweep.#root, "migrations"));
    writeHistory(sweep.#root, history);
    await sweep.#admin.unsafe(`create database ${sweep.#template}`);
    const sql = superuser(server, sweep.#template);
    await sql.unsafe(RAN_TABLE);
    if (direction === "down") {
      const { code, stderr } = await sweep.#run(sweep.#url(server.port, sweep.#template), ["upgrade"]).ended;
      if (code !== 0) throw new Error(`the history does not run without a fault: ${stderr}`);
      await sql`truncate ran`;
      await sql`delete from migraph.event`;
    }
    await sql.end({ timeout: 1 });
    return sweep;
  }

  async close(): Promise<void> {
    await this.#admin.unsafe(`drop database ${this.#template} with (force)`);
    await this.#admin.end({ timeout: 1 });
    rmSync(this.#root, { recursive: true, force: true });
  }

  /** The run without a fault. */
  async course(): Promise<Course> {
    const messages: string[] = [];
    return this.#withDatabase(async (database, _, proxy) => {
      proxy.set({ onMessage: ({ type, bytes }) => messages.push(`${type} ${beginning(bytes)}`) });
      const { code, stderr } = await this.#run(this.#url(proxy.port, database), this.#command()).ended;
      if (code !== 0) throw new Error(`the run fails without a fault: ${stderr}`);
      return { messages, answers: proxy.counts.answers };
    });
  }

  /** Runs with the fault, and once more without. Undefined when the run was over before the fault could happen. */
  attempt(point: Point): Promise<readonly Violation[] | undefined> {
    return this.#withDatabase(async (database, sql, proxy) => {
      // What is said for programs is as true as what is said for people.
      const args = point.number % 2 === 0 ? ["--json", ...this.#command()] : this.#command();
      const first = this.#run(this.#url(proxy.port, database), args);
      proxy.set({ fault: { ...point, onKill: first.kill } });
      const ended = await first.ended;
      if (!proxy.struck()) return undefined;
      const remains = await this.#remains(sql);
      const violations = [...judgeRemains(remains, this.#judged), ...judgeWords(ended, remains, this.#judged)];
      return [...violations, ...(await this.#completes(database, sql))];
    });
  }

  async #completes(database: string, sql: postgres.Sql): Promise<readonly Violation[]> {
    const again = await this.#run(this.#url(this.#server.port, database), this.#command()).ended;
    const remains = await this.#remains(sql);
    const violations = [...judgeRemains(remains, this.#judged), ...judgeWords(again, remains, this.#judged)];
    if (again.code === 0 && isComplete(remains, this.#judged)) return violations;
    const what = `exit ${again.code}, recorded ${remains.recorded.join(", ")}: ${again.stderr}`;
    return [...violations, { invariant: "the next run completes the work", what }];
  }

  async #withDatabase<Result>(
    work: (database: string, sql: postgres.Sql, proxy: Wire) => Promise<Result>,
  ): Promise<Result> {
    const database = `${this.#template}_${randomBytes(4).toString("hex")}`;
    const [proxy] = await Promise.all([
      startProxy(this.#server.port),
      this.#admin.unsafe(`create database ${database} template ${this.#template}`),
    ]);
    const sql = superuser(this.#server, database);
    try {
      return await work(database, sql, proxy);
    } finally {
      await Promise.all([proxy.close(), sql.end({ timeout: 1 })]);
      await this.#admin.unsafe(`drop database ${database} with (force)`);
    }
  }

  #remains(sql: postgres.Sql): Promise<Remains> {
    return remainsOf(sql, this.#judged.history);
  }

  #command(): readonly string[] {
    return this.#judged.direction === "up" ? ["upgrade"] : ["downgrade", "base", "--yes"];
  }

  #url(port: number, database: string): string {
    return `postgresql://postgres:${this.#server.password}@127.0.0.1:${port}/${database}`;
  }

  #run(url: string, args: readonly string[]): { ended: Promise<Ended>; kill: () => void } {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: this.#root,
      env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8", DATABASE_URL: url },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
      });
    }
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...said }));
    return { ended, kill: () => void child.kill("SIGKILL") };
  }
}

/** Without what differs from revision to revision. */
function beginning(bytes: Buffer): string {
  const text = bytes.subarray(5).toString("latin1");
  return text
    .replace(/^(--.*\n)+\s*/, "")
    .replaceAll(/\s+/g, " ")
    .slice(0, 24);
}
