import { GraphError } from "../errors.ts";

/** `address := [ branch "@" ] [ symbol ] [ ("+"|"-") digits ]`; at least a symbol or a number of steps is there. */
export interface Address {
  readonly text: string;
  readonly branch: string | undefined;
  readonly symbol: AddressSymbol | undefined;
  /** Steps up, or down when negative; never 0. */
  readonly steps: number | undefined;
}

type AddressSymbol = { readonly kind: Keyword } | { readonly kind: "name"; readonly name: string };

/** Words that mean something in an address, and so can name no revision or branch. */
export const KEYWORDS = ["head", "heads", "base", "current"] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** `range := [ address ] ":" [ address ]` */
export interface Range {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
}

const ADDRESS = /^(?:(?<branch>\w+)@)?(?<symbol>\w+)?(?<steps>[+-]\d+)?$/;

/** Throws GraphError `bad_address`; `out_of_range` for no steps at all. */
export function parseAddress(text: string): Address {
  const groups = ADDRESS.exec(text)?.groups;
  const { branch, symbol, steps } = groups ?? {};
  if (groups === undefined || (symbol === undefined && steps === undefined)) throw badAddress(text);
  if (branch !== undefined && isKeyword(branch)) {
    const hint = `a branch is named by a label, or by a revision of it: LABEL@${symbol ?? ""}${steps ?? ""}`;
    throw refuse(`${branch} is not a branch, in ${quoted(text)}`, hint);
  }
  return { text, branch, symbol: symbol === undefined ? undefined : readSymbol(symbol), steps: readSteps(steps, text) };
}

/** The two texts around the colon; empty ones are undefined. Throws GraphError `bad_address`. */
export function splitRange(text: string): { readonly from: string | undefined; readonly to: string | undefined } {
  const [from = "", to, ...more] = text.split(":");
  if (to === undefined) throw refuse(`${quoted(text)} is not a range`, rangeHint(from));
  if (more.length > 0) throw refuse(`${quoted(text)} is not a range: it has more than one colon`, "write it as A:B");
  return { from: from === "" ? undefined : from, to: to === "" ? undefined : to };
}

/** Throws GraphError `bad_address`. */
export function parseRange(text: string): Range {
  const { from, to } = splitRange(text);
  return {
    from: from === undefined ? undefined : parseAddress(from),
    to: to === undefined ? undefined : parseAddress(to),
  };
}

/** Whether it counts from where the database stands: `+2`, `label@-1`, `current+1`. */
export function isRelativeToState({ symbol, steps }: Address): boolean {
  return steps !== undefined && (symbol === undefined || symbol.kind === "current");
}

function readSymbol(symbol: string): AddressSymbol {
  return isKeyword(symbol) ? { kind: symbol } : { kind: "name", name: symbol };
}

function readSteps(digits: string | undefined, text: string): number | undefined {
  if (digits === undefined) return undefined;
  const steps = Number(digits);
  if (steps !== 0) return steps;
  throw new GraphError("out_of_range", `${quoted(text)} asks for no step at all`, {
    hint: "count from 1, as in +1 or -1",
  });
}

export function isKeyword(name: string): name is Keyword {
  return (KEYWORDS as readonly string[]).includes(name);
}

function badAddress(text: string): GraphError {
  if (text === "") return refuse("the address is empty", FORMS);
  if (text.includes(":"))
    return refuse(`${quoted(text)} is a range, and one revision is wanted`, "leave out the colon and one end");
  if (/^\w+@$/.test(text))
    return refuse(`${quoted(text)} does not say which revision of the branch`, `write ${text}head or ${text}+1`);
  if (text.split("@").length > 2)
    return refuse(`${quoted(text)} names more than one branch`, "write LABEL@ADDRESS with one @");
  if (/[+-]$/.test(text)) return refuse(`${quoted(text)} does not say how many steps`, `write ${text}1`);
  return refuse(`${quoted(text)} is not an address`, FORMS);
}

const FORMS =
  "write an id or the first 4 characters of it, a label, head, heads, base, current, +1, -1, ID-1 or LABEL@head";

function rangeHint(text: string): string {
  return text === "" ? "write it as A:B" : `write A:B, as in ${text}:head, ${text}: or :${text}`;
}

function refuse(message: string, hint: string): GraphError {
  return new GraphError("bad_address", message, { hint });
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
