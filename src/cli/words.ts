import type { OptionSpec } from "./command.ts";
import { isArgument, namesOf, takesValue } from "./option.ts";

/** A word of the command line, with its value where it is an option that takes one. */
export type Word =
  | { readonly kind: "argument"; readonly text: string }
  | {
      readonly kind: "option";
      /** As it was written: `-m` or `--message`. */
      readonly given: string;
      /** Undefined for an option that is not declared. */
      readonly spec: OptionSpec | undefined;
      readonly value: string | undefined;
    };

/**
 * Tells arguments, options and their values apart by what is declared, never by what they look like: a value may begin
 * with a dash, be empty, or read like a number. The parser of the command line, which guesses, is given the result.
 */
export function* wordsOf(argv: readonly string[], specs: readonly OptionSpec[]): Generator<Word> {
  const waiting = [...argv];
  for (let token = waiting.shift(); token !== undefined; token = waiting.shift()) {
    if (token === "--") {
      for (const text of waiting) yield { kind: "argument", text };
      return;
    }
    if (isArgument(token)) yield { kind: "argument", text: token };
    else if (token.startsWith("--")) {
      const [given = "", inline] = splitOnce(token);
      yield optionWord(given, inline, specs, waiting);
    } else yield* letters(token.slice(1), specs, waiting);
  }
}

/** Switches in one word such as `-vh`; the first that takes a value takes the rest for it: `-mtext`, `-m=text`. */
function* letters(text: string, specs: readonly OptionSpec[], waiting: string[]): Generator<Word> {
  for (let rest = text; rest !== ""; rest = rest.slice(1)) {
    const given = `-${rest.slice(0, 1)}`;
    const spec = optionNamed(given, specs);
    const behind = rest.slice(1);
    if (spec !== undefined && !takesValue(spec) && !behind.startsWith("=")) {
      yield { kind: "option", given, spec, value: undefined };
      continue;
    }
    // What is behind a letter that nobody declared is not looked at: it is named by the letter alone.
    yield optionWord(given, behind === "" ? undefined : behind.replace(/^=/, ""), specs, waiting);
    return;
  }
}

function optionWord(given: string, inline: string | undefined, specs: readonly OptionSpec[], waiting: string[]): Word {
  const spec = optionNamed(given, specs);
  const takesNext = inline === undefined && spec !== undefined && takesValue(spec);
  return { kind: "option", given, spec, value: takesNext ? waiting.shift() : inline };
}

function optionNamed(name: string, specs: readonly OptionSpec[]): OptionSpec | undefined {
  return specs.find((spec) => namesOf(spec).includes(name));
}

function splitOnce(token: string): readonly [string, string | undefined] {
  const at = token.indexOf("=");
  return at === -1 ? [token, undefined] : [token.slice(0, at), token.slice(at + 1)];
}
