import { createHash } from "node:crypto";

/** Names how the digest is made, so that another way can come beside it without making every revision look edited. */
const ALGORITHM = "text-1";

/**
 * The checksum of a script as `algorithm:hex`. Taken of the text below the header, since a header can change (parents
 * after a rebase) without the SQL meaning anything else; line ends and space at the very end do not count.
 */
export function checksum(script: { readonly text: string; readonly bodyStart: number }): string {
  const body = script.text.slice(script.bodyStart).replaceAll("\r\n", "\n").trim();
  return `${ALGORITHM}:${createHash("sha256").update(body).digest("hex")}`;
}

/** The checksum of the file's bytes, as `algorithm:hex`. What is valid UTF-8 has the same bytes again when it is encoded. */
export function rawChecksum({ text, marked }: { readonly text: string; readonly marked: boolean }): string {
  const hash = createHash("sha256");
  if (marked) hash.update("\ufeff");
  return `sha256:${hash.update(text).digest("hex")}`;
}

/** Stands for the checksum of what a script means. */
export async function meaning(script: { readonly text: string; readonly bodyStart: number }): Promise<string> {
  return checksum(script);
}
