import { readFileSync, type Stats, statSync } from "node:fs";
import { Readable } from "node:stream";
import type { Listener } from "../events.ts";
import { nameInPasswordFile } from "./hosts.ts";
import type { HostAddress } from "./settings.ts";

/** What the line of a password file is to be about. */
export interface Login {
  readonly host: HostAddress;
  readonly user: string;
  readonly database: string;
}

/**
 * The password of the first line that is about this login, as libpq finds it; undefined where there is none, or no file.
 * A file that others may read is passed over, with a warning.
 */
export async function passwordFromFile(path: string, login: Login, emit: Listener): Promise<string | undefined> {
  const text = readPrivately(path, emit);
  if (text === undefined) return undefined;
  const { host, user, database } = login;
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
  const { default: helper } = await import("pgpass/lib/helper.js");
  const wanted = {
    host: shield(nameInPasswordFile(host)),
    port: host.port,
    database: shield(database),
    user: shield(user),
  };
  const found = await new Promise<string | undefined>((resolve) => {
    helper.getPassword(wanted, Readable.from(`${lines.map(shieldedLine).join("\n")}\n`), resolve);
  });
  return found && unshield(found);
}

/**
 * The package takes a colon behind an escaped backslash for an escaped one, a star that is escaped for one that is not,
 * and lines of less than 11 characters for none. So what is escaped comes to it as characters of no language, which mean
 * nothing to it, and with some more of them at the end of each line.
 */
const SHIELDED = 0xe000;
const PADDING = String.fromCharCode(SHIELDED + 0xff).repeat(11);

function shield(text: string): string {
  return text.replace(/[\\:*]/g, (character) => String.fromCharCode(SHIELDED + character.charCodeAt(0)));
}

function shieldedLine(line: string): string {
  return line.replace(/\\(.)/gsu, (_, character: string) => shield(character)) + PADDING;
}

function unshield(text: string): string {
  const own = text.replace(PADDING, "");
  return own.replace(/[\ue000-\ue07f]/g, (character) => String.fromCharCode(character.charCodeAt(0) - SHIELDED));
}

function readPrivately(path: string, emit: Listener): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    const fault = faultOf(path, stat);
    if (fault === undefined) return readFileSync(path, "utf8");
    emit({ type: "warning", message: `the password file ${path} is not used: ${fault[0]}`, hint: fault[1] });
    return undefined;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code;
    emit({ type: "warning", message: `the password file ${path} cannot be read (${why})`, hint: "check whose it is" });
    return undefined;
  }
}

function faultOf(path: string, stat: Stats): readonly [what: string, hint: string] | undefined {
  if (process.platform === "win32") return undefined;
  if (!stat.isFile()) return ["it is not a plain file", "name another one with PGPASSFILE or passfile"];
  if ((stat.mode & 0o077) !== 0) return ["others may read it", `chmod 600 ${path}`];
  return undefined;
}
