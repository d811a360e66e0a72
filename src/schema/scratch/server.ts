import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEmbeddedUrl } from "../../database/embedded/url.ts";
import type { Database } from "../../database/server.ts";
import { Target } from "../../database/target.ts";
import { DatabaseError } from "../../errors.ts";
import type { Listener } from "../../events.ts";
import type { Workplace } from "../../workplace.ts";
import type { ScratchRequest } from "./index.ts";

/** What openScratch needs to know of a migrator. */
export type ScratchPlace = Pick<Workplace, "config" | "emit" | "redactor" | "openTarget" | "target" | "cancels">;

/** A server that scratch databases can be made on, reached by a database that is there already and is left alone. */
export interface ScratchServer {
  readonly target: Target;
  readonly database: Database;
  readonly version: string;
  readonly major: number;
  readonly embedded: boolean;
  /** Ours alone, and gone with all that is on it when it is left. */
  readonly temporary: boolean;
  /** The major that was looked for, where another had to do. */
  readonly wanted: number | undefined;
}

/** The server of the request or the configuration, else an embedded one, of the target's major where there is one. */
export async function reachServer(
  place: ScratchPlace,
  request: ScratchRequest,
  signal: AbortSignal,
): Promise<ScratchServer> {
  const { config } = place;
  const url = request.url ?? config.scratch?.text;
  if (url !== undefined) {
    const target =
      request.url === undefined ? targetFor(place, url, config.scratch?.base) : await place.openTarget(request.url);
    const embedded = isEmbeddedUrl(url);
    const temporary = embedded && parseEmbeddedUrl(url.trim(), "/").path === undefined;
    return described(target, await open(target, signal), { embedded, temporary, wanted: undefined });
  }
  const major = request.major ?? (await majorOfTarget(place, request, signal));
  const ours = { embedded: true, temporary: true };
  if (major !== undefined) {
    const target = targetFor(place, `embedded:?major=${major}`);
    try {
      return described(target, await open(target, signal), { ...ours, wanted: undefined });
    } catch (error) {
      await target.close();
      if (!(error instanceof DatabaseError) || error.code !== "embedded_version") throw withWayOut(error);
    }
  }
  const target = targetFor(place, "embedded:");
  try {
    return described(target, await open(target, signal), { ...ours, wanted: major });
  } catch (error) {
    throw withWayOut(error);
  }
}

function targetFor({ config, redactor, emit }: ScratchPlace, text: string, base = config.root): Target {
  const { environment, schema } = config;
  // That a server is started for a proof is no news: nothing is left of it.
  const tell: Listener = (event) => event.type === "embedded-server" || emit(event);
  return new Target({ url: { text, base, explicit: true }, environment, schema, redactor, emit: tell });
}

async function open(target: Target, signal: AbortSignal): Promise<Database> {
  try {
    return await target.open({ wait: undefined, signal });
  } catch (error) {
    await target.close();
    throw error;
  }
}

function described(
  target: Target,
  database: Database,
  kind: Pick<ScratchServer, "embedded" | "temporary" | "wanted">,
): ScratchServer {
  const { version, versionNumber } = database.server;
  return { target, database, version, major: Math.floor(versionNumber / 10_000), ...kind };
}

/** Undefined where it cannot be known: the proof then runs on the newest that is found, and says so. */
export async function majorOfTarget(
  place: ScratchPlace,
  request: ScratchRequest,
  signal: AbortSignal,
): Promise<number | undefined> {
  const target = await place.target();
  if (!target.configured) return undefined;
  const { url } = place.config;
  // A server is not started, nor a data directory made, only to be asked for its version.
  if (isEmbeddedUrl(url?.text)) return majorOfEmbedded(url?.text ?? "", url?.base ?? "");
  if (request.askTarget === false) return undefined;
  try {
    const { server } = await target.open({ wait: undefined, signal });
    return Math.floor(server.versionNumber / 10_000);
  } catch (error) {
    if (error instanceof DatabaseError) return undefined;
    throw error;
  }
}

export function isEmbeddedUrl(text: string | undefined): boolean {
  return /^\s*embedded:/i.test(text ?? "");
}

/** Of the data that is there, else the one that is asked for. */
export async function majorOfEmbedded(url: string, base: string): Promise<number | undefined> {
  const { path, major } = parseEmbeddedUrl(url.trim(), base);
  if (path === undefined) return major;
  const text = await readFile(join(path, "PG_VERSION"), "utf8").catch(() => "");
  return /^\d+\s*$/.test(text) ? Number(text) : major;
}

/** What else can be done where no server can be started here. */
function withWayOut(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const way = "or name a server that scratch databases may be made on with --scratch postgresql://…";
  return new DatabaseError(error.code, `no scratch server: ${error.message}`, {
    hint: error.hint === undefined ? way : `${error.hint}; ${way}`,
    data: error.data,
    cause: error,
  });
}
