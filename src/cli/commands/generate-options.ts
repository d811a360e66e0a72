import type { DifferenceSettings } from "../../schema/delta/settings.ts";
import type { OptionSpec, OptionValues } from "../command.ts";
import { SCRATCH_OPTIONS, scratchRequest } from "./scratch-options.ts";

/** Of every command that compares with a declared schema. */
export const SCOPE_OPTIONS: readonly OptionSpec[] = [
  { flags: "--include <pattern>", description: "Look only at this: app, or public.user*", repeatable: true },
  { flags: "--exclude <pattern>", description: "Leave this out", repeatable: true },
];

/** Of every command that generates SQL. */
export const GENERATE_OPTIONS: readonly OptionSpec[] = [
  { flags: "--rename <old=new>", description: "What was renamed: users.mail=users.email", repeatable: true },
  { flags: "--concurrently", description: "Make and drop indexes while others write" },
  { flags: "--together", description: "One revision, constraints checked under its locks" },
  ...SCOPE_OPTIONS,
  ...SCRATCH_OPTIONS,
];

export function scopeSettings(
  options: OptionValues,
): Pick<DifferenceSettings, "include" | "exclude" | "scratch" | "makeRoles"> {
  const { url: scratch, makeRoles } = scratchRequest(options);
  return { include: options.list("include"), exclude: options.list("exclude"), scratch, makeRoles };
}

export function generateSettings(options: OptionValues): Omit<DifferenceSettings, "from"> {
  return {
    ...scopeSettings(options),
    renames: options.list("rename"),
    concurrently: options.has("concurrently"),
    together: options.has("together"),
  };
}
