import { didYouMean, nearest } from "../near.ts";

/** Which objects are looked at where revisions are generated from a declared schema. */
export interface GenerateScope {
  /** Patterns: `billing` for a schema, `public.audit_*` for what lies in one. All of them unless given. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
}

const KEYS = ["include", "exclude"];

/** What is wrong with the value of `generate`; undefined when nothing is. */
export function checkGenerate(value: unknown): readonly [what: string, hint: string] | undefined {
  const form = 'write { "exclude": ["audit", "public.cache_*"] }';
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ["is not an object", form];
  for (const [key, patterns] of Object.entries(value)) {
    if (!KEYS.includes(key)) {
      const hint = didYouMean(nearest(key, KEYS)) ?? `the keys are ${KEYS.join(" and ")}`;
      return [`has an unknown key ${JSON.stringify(key)}`, hint];
    }
    const isList = Array.isArray(patterns) && patterns.every((item) => typeof item === "string" && item !== "");
    if (patterns !== undefined && !isList) return [`has an ${key} that is not a list of texts`, form];
  }
  return undefined;
}
