import { createHash, hash } from "node:crypto";
import { Lexer } from "./lexer.ts";
import { withoutRestrictions } from "./psql.ts";
import { divide } from "./sections.ts";
import { readStatements } from "./statements.ts";

/** What a checksum is taken of: a script's text, header included, and where the header ends. */
interface Hashed {
  readonly text: string;
  readonly bodyStart: number;
}

/**
 * A checksum of what the SQL means, as `algorithm:hex`. Layout, comments, line ends, the case of keywords and semicolons
 * that end nothing do not count; constants do, and so do function bodies byte for byte, but for CRLF. Data of COPY counts
 * as it stands.
 *
 * It is taken of the lexer's tokens (`sql-1`), and of the text where not even these can be told (`text-1`). The parser's
 * trees would cost a run more than its record does, and change with the parser's version, which would make every revision
 * look edited; where two checksums differ, `sameMeaning` asks the parser whether that is of any meaning.
 */
export function meaning({ text, bodyStart }: Hashed): string {
  const body = text.slice(bodyStart).replaceAll("\r\n", "\n");
  const tokens = NOT_ONLY_SQL.test(body) ? tokensAroundData(body) : tokensOf(body);
  return tokens === undefined ? `text-1:${hash("sha256", body.trim())}` : `sql-1:${hash("sha256", tokens)}`;
}

/** Whether two scripts mean the same, by their tokens or else by what the parser makes of them. */
export async function sameMeaning(a: string, b: string): Promise<boolean> {
  if (meaning({ text: a, bodyStart: 0 }) === meaning({ text: b, bodyStart: 0 })) return true;
  const trees = await treesOf(a);
  return trees !== undefined && trees === (await treesOf(b));
}

/** Data of COPY, or commands of psql. */
const NOT_ONLY_SQL = /\\|\bstd(?:in|out)\b/i;

/** With a NUL behind each, which no script holds. */
function tokensOf(text: string): string | undefined {
  const lexer = new Lexer(text);
  let tokens = "";
  let ended = true;
  while (lexer.next()) {
    if (lexer.kind === "comment") continue;
    const token = lexer.kind === "word" ? lexer.word : text.slice(lexer.start, lexer.end);
    const ends = token === ";";
    // Several in a row end one statement, and the last one in a script may be left out.
    if (!ends) tokens += ended && tokens !== "" ? `;\0${token}\0` : `${token}\0`;
    ended = ends;
  }
  return lexer.unterminated ? undefined : tokens;
}

function tokensAroundData(body: string): string | undefined {
  const sections = divide(body);
  const sql = withoutRestrictions(body, sections);
  const parts: string[] = [];
  let from = 0;
  for (const { end, dataStart, dataEnd, next } of sections.copies) {
    const tokens = tokensOf(sql.slice(from, end));
    if (tokens === undefined) return undefined;
    parts.push(tokens, body.slice(dataStart, dataEnd));
    from = next;
  }
  const last = tokensOf(sql.slice(from));
  return last === undefined ? undefined : [...parts, last].join("\0");
}

/** Undefined where the parser cannot read it. */
async function treesOf(text: string): Promise<string | undefined> {
  const body = text.replaceAll("\r\n", "\n");
  const sections = divide(body);
  const { statements, unread } = await readStatements(withoutRestrictions(body, sections), sections);
  if (unread !== undefined) return undefined;
  const parts = statements.map(({ tree, data }) => {
    const parsed = JSON.stringify(tree).replace(LOCATIONS, (_, before: string) => (before === "{" ? "{" : ""));
    return data === undefined ? parsed : `${parsed}${JSON.stringify(body.slice(data.start, data.end))}`;
  });
  return parts.join("\n");
}

/**
 * Keys of the parser's JSON that tell where something stands. Within a string every quote has a backslash before it, so
 * these are always keys; one that holds a text, as a tablespace's location does, is no place.
 */
const LOCATIONS = /([{,])"(?:location|stmt_location|stmt_len|name_location|(?:rexpr_)?list_(?:start|end))":-?\d+/g;

/** The checksum of the file's bytes, as `algorithm:hex`. What is valid UTF-8 has the same bytes again when it is encoded. */
export function rawChecksum({ text, marked }: { readonly text: string; readonly marked: boolean }): string {
  const digest = createHash("sha256");
  if (marked) digest.update("\ufeff");
  return `sha256:${digest.update(text).digest("hex")}`;
}
