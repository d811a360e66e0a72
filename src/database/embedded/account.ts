import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { DatabaseError } from "../../errors.ts";
import type { Contents } from "./data-directory.ts";

/** The operating system's user that the server runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Tried in turn where root has to hand over to somebody. */
const SERVICE_ACCOUNTS = ["postgres", "nobody"];

/**
 * PostgreSQL refuses to run as root, so root lends the server another user: the owner of the data directory, else
 * `postgres`, else `nobody`. Undefined when we are not root and the server simply runs as us.
 */
export async function serverAccount(dataDirectory: string, contents: Contents): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(dataDirectory).catch(() => undefined);
  const known = readAccounts();
  if (owner && owner.uid !== 0) {
    const account = known.find(({ uid }) => uid === owner.uid);
    // initdb, unlike the server, wants a user that has a name.
    if (account || contents.kind === "data")
      return { name: account?.name ?? String(owner.uid), uid: owner.uid, gid: account?.gid ?? owner.gid };
  }
  for (const name of SERVICE_ACCOUNTS) {
    const account = known.find((candidate) => candidate.name === name);
    if (account) return account;
  }
  throw new DatabaseError(
    "embedded_account",
    "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody",
    {
      hint: `run migraph as another user, or make one: useradd --system postgres`,
    },
  );
}

function readAccounts(): readonly Account[] {
  let lines: string[];
  try {
    lines = readFileSync("/etc/passwd", "utf8").split("\n");
  } catch {
    return [];
  }
  return lines.flatMap((line) => {
    const [name = "", , uid = "", gid = ""] = line.split(":");
    // Negative ids are macOS's nobody: as the kernel counts them, without a sign.
    return /^-?\d+$/.test(uid) && /^-?\d+$/.test(gid) ? [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }] : [];
  });
}
