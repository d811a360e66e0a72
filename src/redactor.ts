/**
 * Takes passwords out of everything that is printed or written. It is told of each as it is met, wherever that was: URL,
 * environment, password file, configuration, a function of the caller's.
 */
export class Redactor {
  readonly #patterns = new Map<string, RegExp>();

  /** `shown`: names that are printed anyway, such as the user's; a password that is one of them cannot be kept secret. */
  learn(password: string | undefined, shown: readonly string[] = []): void {
    if (password === undefined || password.length < SHORTEST) return;
    if (EVERYDAY.has(password.toLowerCase()) || shown.includes(password)) return;
    this.#patterns.set(password, patternOf(password));
  }

  text(text: string): string {
    const longestFirst = [...this.#patterns].toSorted(([one], [other]) => other.length - one.length);
    return withoutUrlPasswords(longestFirst.reduce((rest, [, pattern]) => rest.replace(pattern, HIDDEN), text));
  }

  /** The same value, with no password in any text in it. */
  value<Value>(value: Value): Value {
    return this.#redacted(value, new Map()) as Value;
  }

  /** The same error, changed where it stands: message, stack, whatever else it has, and all its causes. */
  error<Thrown>(error: Thrown): Thrown {
    return this.#redacted(error, new Map()) as Thrown;
  }

  #redacted(value: unknown, seen: Map<object, unknown>): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (seen.has(value)) return seen.get(value);
    if (value instanceof Error) {
      seen.set(value, value);
      for (const name of Object.getOwnPropertyNames(value)) this.#redactProperty(value, name, seen);
      return value;
    }
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      seen.set(value, list);
      for (const item of value) list.push(this.#redacted(item, seen));
      return list;
    }
    // Of the objects of others, such as sockets, nothing is copied.
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const copy: Record<string, unknown> = {};
    seen.set(value, copy);
    for (const [key, part] of Object.entries(value)) copy[key] = this.#redacted(part, seen);
    return copy;
  }

  #redactProperty(error: Error, name: string, seen: Map<object, unknown>): void {
    const value: unknown = Reflect.get(error, name);
    const redacted = this.#redacted(value, seen);
    // False where it cannot be written, which errors of others may have.
    if (redacted !== value) Reflect.defineProperty(error, name, { value: redacted });
  }
}

const HIDDEN = "…";

/** A shorter one stands in every text by chance, and the gaps would tell it. */
const SHORTEST = 4;

/** Below this length it is looked for as a word alone. */
const DISTINCTIVE = 8;

/** Passwords of servers on somebody's own machine, and words of nearly every message. */
const EVERYDAY = new Set(["password", "postgres", "postgresql", "migraph", "localhost", "user", "database", "test"]);

/** As it is, as URLs encode it in whole or in part, and as it is quoted in SQL and JSON. */
function patternOf(password: string): RegExp {
  const forms = [...password].map((character) => {
    const bytes = [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    const encoded = bytes.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
    const plain = character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    const quoted = character === "'" ? "|''" : character === '"' || character === "\\" ? `|\\\\${plain}` : "";
    return `(?:${encoded}${quoted}|${plain})`;
  });
  const pattern = forms.join("");
  return new RegExp(
    password.length < DISTINCTIVE ? `(?<![\\p{L}\\p{N}_])${pattern}(?![\\p{L}\\p{N}_])` : pattern,
    "gu",
  );
}

/**
 * Text with the passwords of URLs in it left out. A URL may stand where nobody looks for one: in the place of a command,
 * of an address, or in a message of the server. What lies between the first colon and the last @ is taken for one.
 */
export function withoutUrlPasswords(text: string): string {
  return text.replace(/(:\/\/?[^\s:/@]*):.*@/g, "$1:…@").replace(/\b(password=)[^&\s]+/gi, "$1…");
}
