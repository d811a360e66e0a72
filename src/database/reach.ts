import { DatabaseError } from "../errors.ts";
import type { Row } from "./answers.ts";
import { openPooled } from "./pooler.ts";
import type { Session } from "./session.ts";
import { type ConnectionSettings, isSocketDirectory, type TlsMode } from "./settings.ts";

interface Reached {
  readonly session: Session;
  readonly rows: readonly Row[];
}

/**
 * Opens a session on the one host of the settings, in the ways in which libpq would try it: a server may let us in with
 * TLS alone, or without it alone.
 */
export async function reach(settings: ConnectionSettings, greeting: string): Promise<Reached> {
  const [host] = settings.hosts;
  const { mode } = settings.tls;
  const isSocket = host === undefined || isSocketDirectory(host.host);
  const first = mode === "allow" && !isSocket ? withMode(settings, "disable") : settings;
  const second = isSocket ? undefined : SECOND_TRIES[mode];
  try {
    return await openWatched(first, greeting);
  } catch (error) {
    if (second === undefined || !isTurnedAway(error)) throw error;
    try {
      return await openWatched(withMode(settings, second), greeting);
    } catch (other) {
      // Without TLS, or turned away once more, the first one said it better.
      throw other instanceof DatabaseError && (other.code === "unreachable" || isTurnedAway(other)) ? error : other;
    }
  }
}

const SECOND_TRIES: Partial<Readonly<Record<TlsMode, TlsMode>>> = { allow: "require", prefer: "disable" };

function withMode(settings: ConnectionSettings, mode: TlsMode): ConnectionSettings {
  return { ...settings, tls: { ...settings.tls, mode } };
}

/** pg_hba.conf has no line for us as we came. */
function isTurnedAway(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === "refused" && error.data["sqlstate"] === "28000";
}

/** How soon a server notices that we are gone, while a statement of ours is running: it would keep our lock till its end. */
const WATCH = { client_connection_check_interval: "2000" };
const [WATCH_NAME = ""] = Object.keys(WATCH);

/** With the setting, or where a pooler or the server's operating system knows no such thing, without it. */
async function openWatched(settings: ConnectionSettings, greeting: string): Promise<Reached> {
  const { parameters } = settings;
  if (WATCH_NAME in parameters || parameters["options"]?.includes(WATCH_NAME)) return openPooled(settings, greeting);
  try {
    return await openPooled({ ...settings, parameters: { ...parameters, ...WATCH } }, greeting);
  } catch (error) {
    // No parameter's name is ever translated.
    if (!(error instanceof DatabaseError) || !error.message.includes(WATCH_NAME)) throw error;
    return openPooled(settings, greeting);
  }
}
