import { readdirSync } from "node:fs";
import { join } from "node:path";
import { FilesError, UsageError } from "../errors.ts";
import { didYouMean, nearest } from "../near.ts";
import { readScriptFile } from "../revision/file.ts";
import { slug } from "../revision/name.ts";

/** What a template's placeholders stand for. */
export interface Placeholders {
  readonly revision: string;
  readonly message: string;
  readonly created: string | undefined;
  readonly parents: readonly string[];
}

/** Texts of a user's own for new scripts; undefined for those that the folder has not. */
export interface UserTemplates {
  readonly up: string | undefined;
  readonly down: string | undefined;
  readonly verify: string | undefined;
}

/**
 * Reads the templates in a folder. With a name it is the folder of that name in it, and what that one lacks comes from
 * the folder itself.
 */
export function readTemplates(folder: string | undefined, name: string | undefined): UserTemplates {
  if (folder === undefined) {
    if (name === undefined) return { up: undefined, down: undefined, verify: undefined };
    throw new UsageError("no templates are configured", {
      code: "unknown_template",
      hint: 'write "templates": "templates" into the config file, and put the template into that folder',
    });
  }
  const named = namesIn(folder);
  if (name !== undefined && !named.includes(name)) {
    const there = named.length === 0 ? `${folder} has no folders` : `the templates are ${named.join(", ")}`;
    throw new UsageError(`there is no template ${name}`, {
      code: "unknown_template",
      hint: didYouMean(nearest(name, named)) ?? there,
    });
  }
  const folders = name === undefined ? [folder] : [join(folder, name), folder];
  return { up: read(folders, "up.sql"), down: read(folders, "down.sql"), verify: read(folders, "verify.sql") };
}

/** A template's text for one revision. Braces around anything else are SQL's own, and stay. */
export function fill(template: string, values: Placeholders): string {
  const texts: Readonly<Record<string, () => string>> = {
    revision: () => values.revision,
    message: () => values.message,
    created: () => values.created ?? "",
    parents: () => (values.parents.length === 0 ? "none" : values.parents.join(", ")),
    slug: () => slug(values.message),
    user: userName,
  };
  return template.replace(
    /\{(revision|message|created|parents|slug|user)\}/g,
    (_, key: string) => texts[key]?.() ?? "",
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    throw new UsageError(`the templates in ${folder} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      code: "bad_template",
      hint: "make that folder, or correct `templates` in the config file",
    });
  }
}

function read(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    const path = join(folder, name);
    const file = readScriptFile(path);
    if (file.kind === "text") return file.text;
    if (file.kind === "fault") {
      const { code, message, hint, line } = file;
      throw new FilesError([{ code, message, hint, file: path, ...(line === undefined ? {} : { line }) }]);
    }
  }
  return undefined;
}

/** Who is logged in; an account without a name has its number, as in containers. */
function userName(): string {
  try {
    return process.getBuiltinModule("node:os").userInfo().username;
  } catch {
    return process.env["USER"] ?? String(process.getuid?.() ?? "");
  }
}
