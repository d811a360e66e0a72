import { bareJudge } from "./bare.ts";
import type { Execution } from "./execution.ts";
import { InDoubt } from "./judge.ts";
import { isLasting, type Unit } from "./unit.ts";

const HINT = "connect to the server itself, not through the pooler";

/**
 * Behind a pooler each transaction may meet another process of the server: a SET would hold for whoever comes next, and
 * not for us, and a statement that no transaction takes runs as the role of the process. Throws InDoubt.
 */
export async function assertNeedsNoSession(execution: Execution, unit: Unit): Promise<undefined> {
  if (!execution.database.server.pooled) return undefined;
  if (isLasting(unit)) {
    throw new InDoubt(
      "behind a pooler what it sets does not hold for the statements below it",
      `${HINT}; or write BEGIN … COMMIT around it and them, or qualify the names`,
    );
  }
  if (unit.work.kind === "statement" && bareJudge(unit.work.statement, unit.text) !== undefined) {
    assertOwnRole(execution);
  }
  return undefined;
}

/** For a statement that runs in no transaction. Throws InDoubt. */
export function assertOwnRole({ database, role }: Execution): void {
  if (!database.server.pooled || role === undefined) return;
  throw new InDoubt(
    `behind a pooler it cannot run as ${role}, since no transaction takes it`,
    `${HINT}; or leave --role out`,
  );
}
