import { UsageError } from "../errors.ts";

export const DEFAULT_FOLDER_NAME = "{created:YYYYMMDDHHmm}_{revision}_{slug}";

const LONGEST_SLUG = 40;
/** File systems take 255 bytes, and a folder that is being written has some more in its name. */
const LONGEST_NAME = 200;

export interface NamedRevision {
  readonly revision: string;
  readonly message: string;
  /** Written in UTC, so that the name is the same on every machine. */
  readonly created: Date;
}

/** A folder's name from its template: `{created:YYYYMMDDHHmmss}`, `{revision}` and `{slug}` are filled in. */
export function folderName(template: string, revision: NamedRevision): string {
  const name = template
    .replace(/\{([^{}:]*)(?::([^{}]*))?\}/g, (part, key: string, format?: string) => {
      if (key === "created") return formatDate(revision.created, format ?? "YYYYMMDDHHmm");
      if (key === "revision" && format === undefined) return revision.revision;
      if (key === "slug" && format === undefined) return slug(revision.message);
      throw new UsageError(`the folder name template has an unknown part ${part}`, {
        hint: `the default is ${DEFAULT_FOLDER_NAME}`,
      });
    })
    // Where the message gives no slug, what joins it to the rest would be left.
    .replace(/[_-]+$/, "");
  const fault = nameFault(name);
  if (fault === undefined) return name;
  throw new UsageError(`the folder name template gives ${JSON.stringify(name)}, which ${fault}`, {
    hint: "use letters, digits, _ - and . beside {created:YYYYMMDDHHmm}, {revision} and {slug}",
  });
}

/** Windows keeps these for devices, whatever the extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** What is wrong with a folder's name, on some file system or for the readers of revisions. */
function nameFault(name: string): string | undefined {
  if (name === "") return "is no name";
  if (name.length > LONGEST_NAME) return `is longer than ${LONGEST_NAME} characters`;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(name)) return "has characters that a folder's name cannot have everywhere";
  if (name.endsWith(".") || DEVICES.test(name)) return "cannot be a folder's name on Windows";
  if (/\.sql$/i.test(name)) return "is the name of a script";
  return undefined;
}

/** ASCII words of a message, joined by _: at most 40 characters, cut between words where it can be. */
export function slug(message: string): string {
  const words = message
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
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
