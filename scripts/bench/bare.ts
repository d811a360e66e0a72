import postgres from "postgres";

/** The least that any tool has to do: every revision's statement in a transaction of its own, and nothing recorded. */

const [, , url = "", way = "", file = "", path] = process.argv;
const { readFileSync } = await import("node:fs");
const statements = JSON.parse(readFileSync(file, "utf8")) as readonly string[];
// The driver does not find a unix socket in a URL.
const sql = postgres(url, {
  ...(path === undefined ? {} : { path }),
  max: 1,
  fetch_types: false,
  prepare: false,
  onnotice: () => undefined,
});
const messages = statements.map((statement) => `begin;\n${statement}\ncommit`);
if (way === "pipelined") await Promise.all(messages.map((message) => sql.unsafe(message).simple().execute()));
else for (const message of messages) await sql.unsafe(message).simple();
await sql.end();
