/** Ids and labels: what may stand in an address without quoting, and in a folder's name on any file system. */
const NAME = /^[A-Za-z0-9_]{1,64}$/;

export const NAME_FORM = "use 1 to 64 of A-Z, a-z, 0-9 and _";

/** Words that mean something in an address or, `none`, in a header, and so can name no revision or branch. */
const RESERVED_NAMES: readonly string[] = ["head", "heads", "base", "current", "none"];

/** What is wrong with an id or label, in words that follow its name; undefined when nothing is. */
export function nameFault(name: string): string | undefined {
  if (name === "") return "is empty";
  if (RESERVED_NAMES.includes(name.toLowerCase())) return `is one of the reserved words ${RESERVED_NAMES.join(", ")}`;
  if (name.length > 64) return "is longer than 64 characters";
  if (!NAME.test(name)) return "has other characters than letters A-Z, digits and _";
  return undefined;
}

/** Twelve hex digits, chosen so that the id cannot be read as a number or an exponent by other tools. */
export function generateId(): string {
  for (;;) {
    const id = randomHex(6);
    if (/[a-f]/.test(id) && !/^\d+e\d+$/.test(id)) return id;
  }
}

/** By the global `crypto`: node:crypto takes 3 ms to load, and this file is loaded by every command. */
export function randomHex(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
}
