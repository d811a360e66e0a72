import { DatabaseError } from "../errors.ts";
import { Session } from "./session.ts";
import type { ConnectionSettings } from "./settings.ts";

/**
 * Poolers take few startup parameters, and hang up over the others. Those are left out here: behind a pooler they are set
 * for each transaction instead, since the process that serves us was started for somebody else.
 */
export async function openPooled(settings: ConnectionSettings, greeting: string): ReturnType<typeof Session.open> {
  try {
    return await Session.open(settings, greeting);
  } catch (error) {
    const refused = refusedParameter(error);
    if (refused === undefined || settings.parameters[refused] === undefined) throw error;
    const kept = Object.entries(settings.parameters).filter(([name]) => name !== refused);
    return openPooled({ ...settings, parameters: Object.fromEntries(kept) }, greeting);
  }
}

/** pgbouncer names it; of `options` newer ones name a setting in it. */
function refusedParameter(error: unknown): string | undefined {
  if (!(error instanceof DatabaseError) || error.data["sqlstate"] !== "08P01") return undefined;
  const [, within, name] = /unsupported startup parameter( in options)?: ([\w.]+)/.exec(error.message) ?? [];
  return within === undefined ? name : "options";
}

/** A session's startup parameters as settings: `options` holds some too, as `-c name=value` or `--name=value`. */
export function parameterSettings(parameters: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const { options = "", ...plain } = parameters;
  const settings = new Map(Object.entries(plain));
  // Words are separated by white space, and a backslash takes away what the character behind it means.
  const words = options.match(/(?:\\.|[^\s\\])+/gs)?.map((word) => word.replace(/\\(.)/gs, "$1")) ?? [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const text = word === "-c" ? (words[++index] ?? "") : word.replace(/^(?:-c|--)/, "");
    const at = text.indexOf("=");
    if (at > 0) settings.set(text.slice(0, at).replaceAll("-", "_"), text.slice(at + 1));
  }
  return settings;
}
