import { loadConfig } from "../../config.ts";
import { surveyProject } from "../../project.ts";
import type { Candidate } from "./complete.ts";

const KEYWORDS: readonly Candidate[] = [
  { text: "head", about: "the only head" },
  { text: "heads", about: "all heads" },
  { text: "base", about: "before the first revision" },
  { text: "current", about: "the applied heads" },
];

/**
 * Addresses that begin as what is typed: labels, ids with the newest first, and the words that mean something. Files are
 * read, never a database; what cannot be read of them is left out.
 */
export async function addressesLike(
  typed: string,
  project: { readonly config: string | undefined; readonly directories: readonly string[] | undefined },
): Promise<readonly Candidate[]> {
  const { config: file, directories } = project;
  const config = await loadConfig(process.cwd(), { file, directories }, process.env);
  const { revisions } = surveyProject(config.directories, "headers");
  const newestFirst = [...revisions].sort((a, b) => ((a.created ?? "") < (b.created ?? "") ? 1 : -1));
  const labels = newestFirst.flatMap(({ labels: own, message }) => own.map((text) => ({ text, about: message })));
  const ids = newestFirst.map(({ id, message }) => ({ text: id, about: message }));
  const at = typed.lastIndexOf("@");
  if (at !== -1) {
    const branch = typed.slice(0, at + 1);
    return [...KEYWORDS, ...ids].map(({ text, about }) => ({ text: branch + text, about }));
  }
  const branchHeads = labels.map(({ text }) => ({ text: `${text}@head`, about: `the head of ${text}` }));
  return [...labels, ...branchHeads, ...ids, ...KEYWORDS];
}
