import { didYouMean, nearest } from "../near.ts";
import type { DriftIgnore } from "../settings.ts";

type Fault = readonly [what: string, hint: string] | undefined;

const RULES: Readonly<Record<keyof DriftIgnore, (value: unknown) => boolean>> = {
  schemas: isListOfTexts,
  objects: isListOfTexts,
  owners: isSwitch,
  grants: isSwitch,
  partitions: isSwitch,
  columnOrder: isSwitch,
};

/** What is wrong with the value of `drift`; undefined when nothing is. */
export function checkDrift(value: unknown): Fault {
  const form = 'write { "ignore": { "objects": ["table public.cache_*"] } }';
  if (!isRecord(value)) return ["is not an object", form];
  const stranger = Object.keys(value).find((key) => key !== "ignore");
  if (stranger !== undefined) return [`has an unknown key ${JSON.stringify(stranger)}`, "the key is ignore"];
  const { ignore = {} } = value;
  if (!isRecord(ignore)) return ["has an ignore that is not an object", form];
  const keys = Object.keys(RULES);
  for (const [key, rule] of Object.entries(ignore)) {
    if (!isRule(key)) {
      const hint = didYouMean(nearest(key, keys)) ?? `the keys are ${keys.join(", ")}`;
      return [`has an ignore with an unknown key ${JSON.stringify(key)}`, hint];
    }
    if (rule === undefined || RULES[key](rule)) continue;
    if (RULES[key] === isSwitch) return [`has an ignore whose ${key} is not true or false`, `write "${key}": true`];
    return [`has an ignore whose ${key} is not a list of texts`, `write "${key}": ["${EXAMPLES[key] ?? "*"}"]`];
  }
  return undefined;
}

const EXAMPLES: Readonly<Record<string, string>> = { schemas: "audit_*", objects: "table public.cache_*" };

function isRule(key: string): key is keyof DriftIgnore {
  return Object.hasOwn(RULES, key);
}

function isSwitch(value: unknown): boolean {
  return typeof value === "boolean";
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
