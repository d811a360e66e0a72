import { UsageError } from "../errors.ts";

export const DEFAULT_FOLDER_NAME = "{created:YYYYMMDDHHmm}_{revision}_{slug}";

const LONGEST_SLUG = 40;

export interface NamedRevision {
  readonly revision: string;
  readonly message: string;
  /** Written in UTC, so that the name is the same on every machine. */
  readonly created: Date;
}

/** A folder's name from its template: `{created:YYYYMMDDHHmmss}`, `{revision}` and `{slug}` are filled in. */
export function folderName(template: string, revision: NamedRevision): string {
  const name = template.replace(/\{([a-z]+)(?::([^}]*))?\}/g, (whole, key: string, format?: string) => {
    if (key === "revision") return revision.revision;
    if (key === "slug") return slug(revision.message);
    if (key === "created") return formatDate(revision.created, format ?? "YYYYMMDDHHmm");
    throw new UsageError(`the folder name template has an unknown part ${whole}`, {
      hint: `the default is ${DEFAULT_FOLDER_NAME}`,
    });
  });
  const trimmed = name.replace(/[_-]+$/, "");
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(trimmed)) {
    throw new UsageError(
      `the folder name template gives ${JSON.stringify(name)}, which cannot be a folder's name here`,
      {
        hint: "use letters, digits, _ - and . beside {created:YYYYMMDDHHmm}, {revision} and {slug}",
      },
    );
  }
  return trimmed;
}

/** ASCII words of a message, joined by _: at most 40 characters, cut between words where it can be. */
export function slug(message: string): string {
  const words = message
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  let result = "";
  for (const word of words ?? []) {
    const longer = result === "" ? word : `${result}_${word}`;
    if (longer.length > LONGEST_SLUG) return result === "" ? word.slice(0, LONGEST_SLUG) : result;
    result = longer;
  }
  return result;
}

function formatDate(date: Date, format: string): string {
  const [year = "", month = "", day = "", hour = "", minute = "", second = ""] = date.toISOString().split(/[-T:.]/);
  const parts: Readonly<Record<string, string>> = { YYYY: year, MM: month, DD: day, HH: hour, mm: minute, ss: second };
  return format.replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => parts[part] ?? part);
}
