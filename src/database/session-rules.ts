import { parameterSettings } from "./pooler.ts";
import type { Database } from "./server.ts";
import { literal, statement } from "./statement.ts";

/** SQL that keeps scripts apart from each other, and from whoever the server's process serves besides us. */
export interface SessionRules {
  /** First in a transaction: role and settings are those that a session starts with. */
  readonly reset: string;
  /** Before the record and its script: what else a script may have left. */
  readonly discard: string;
  /** Behind the script: what follows must not depend on what it has left. */
  readonly restore: string;
  /** For the time of the lock, outside of transactions; empty where that is not ours to set. */
  readonly readOnly: string;
  readonly readWrite: string;
}

/** Behind a pooler nothing is set that outlives a transaction, and what others have set is theirs. */
export function sessionRules({ server, settings }: Pick<Database, "server" | "settings">): SessionRules {
  if (server.pooled) {
    const own = [...parameterSettings(settings.parameters)].map(
      ([name, value]) => `select pg_catalog.set_config(${literal(name)}, ${literal(value)}, true)`,
    );
    return {
      reset: [statement("record/pooled_before.sql"), ...own].join(";\n"),
      discard: "",
      restore: statement("record/pooled_after.sql"),
      readOnly: "",
      readWrite: "",
    };
  }
  return directRules();
}

/** For a session that has its process to itself. */
export function directRules(): SessionRules {
  const reset = statement("record/reset_settings.sql");
  return {
    reset,
    discard: statement("record/discard.sql"),
    restore: reset,
    readOnly: statement("lock/read_only.sql"),
    readWrite: statement("lock/read_write.sql"),
  };
}
