import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../database/url.ts";
import { badConfig } from "./fault.ts";

/** Only what concerns the database is taken: a file that came with a checkout sets nothing else. */
const KNOWN = /^(?:DATABASE_URL|PG[A-Z]+(?:_[A-Z]+)*)$/;

/** What `.env` in a directory says of the database; nothing where there is none. */
export function readDotEnv(directory: string): Environment {
  const path = join(directory, ".env");
  let text: string;
  try {
    // A directory of that name is where Python keeps its packages, and a FIFO would wait for ever.
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return {};
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw badConfig(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, "check its permissions");
  }
  // Loaded only where there is a file: it takes milliseconds, which every command would pay.
  const { parseEnv } = process.getBuiltinModule("node:util");
  return Object.fromEntries(Object.entries(parseEnv(text.replace(/^\ufeff/, ""))).filter(([name]) => KNOWN.test(name)));
}
