import { join } from "node:path";
import { PostgreSqlContainer, type StartedPostgreSqlContainer } from "@testcontainers/postgresql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunResult, Status } from "../../src/results.ts";
import { type CliResult, migraph } from "../support/cli.ts";
import { MAJORS } from "../support/global-setup.ts";
import { whyNot } from "./images.ts";

/** The main job on a server that is a machine of its own: over TCP, with a password, and one that can go away. */

const ROOT = join(import.meta.dirname, "../..");
const PASSWORD = "canary-c0nt@iner";
const EXAMPLE = { size: 16, head: "92675d915a36", withoutBilling: "6ff14a002e88" };

for (const major of MAJORS) {
  const image = `postgres:${major}`;
  const reason = await whyNot(image);
  if (reason !== undefined) console.warn(`skipped: PostgreSQL ${major} in a container: ${reason}`);

  describe.skipIf(reason !== undefined)(`PostgreSQL ${major} in a container`, () => {
    let container: StartedPostgreSqlContainer;

    beforeAll(async () => {
      container = await new PostgreSqlContainer(image)
        .withDatabase("shop")
        .withUsername("keeper")
        .withPassword(PASSWORD)
        .withStartupTimeout(60_000)
        .start();
    }, 120_000);

    afterAll(() => container?.stop());

    function run(args: readonly string[], url = container.getConnectionUri()): Promise<CliResult> {
      return migraph(["--dir", "sql/example", ...args], { cwd: ROOT, env: { DATABASE_URL: url } });
    }

    async function json<Document>(...args: readonly string[]): Promise<Document> {
      const { code, stdout, stderr } = await run([...args, "--json"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      return JSON.parse(stdout) as Document;
    }

    it("goes to the head, and says where it stands", async () => {
      const { steps, heads } = await json<RunResult>("upgrade");
      expect(steps).toHaveLength(EXAMPLE.size);
      expect(heads).toEqual([EXAMPLE.head]);
      const status = await json<Status>("status");
      expect(status).toMatchObject({ database: "shop", applied: EXAMPLE.size, heads: [EXAMPLE.head], pending: [] });
      expect(status.server).toMatch(new RegExp(`^PostgreSQL ${major}\\.`));
    });

    it("takes one branch back, and comes back", async () => {
      const { steps: down, heads } = await json<RunResult>("downgrade", "billing@7b77");
      expect(heads).toEqual([EXAMPLE.withoutBilling]);
      const { steps: up } = await json<RunResult>("upgrade");
      expect(up.map(({ revision }) => revision)).toEqual(down.map(({ revision }) => revision).toReversed());
      const { code } = await run(["current", "--check-heads"]);
      expect(code).toBe(0);
    });

    it("is not let in with a wrong password, and prints none", async () => {
      const url = new URL(container.getConnectionUri());
      url.password = "canary-wrong";
      const { code, stdout, stderr } = await run(["upgrade"], url.href);
      expect(code).toBe(3);
      expect(stderr).toMatch(/^error: .*password authentication failed.*\nhint: /);
      expect(stdout + stderr).not.toContain("canary");
    });

    it("is unreachable when it has stopped", async () => {
      const url = container.getConnectionUri();
      await container.stop();
      const { code, stderr } = await run(["status"], url);
      expect(code).toBe(3);
      expect(stderr).toMatch(/^error: no server can be reached .*\nhint: /);
    });
  });
}
