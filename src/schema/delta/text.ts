import { Lexer, type TokenKind } from "../../script/lexer.ts";
import { settings } from "./arrange.ts";
import type { Change, Stage } from "./change.ts";
import { quoteName } from "./own/names.ts";

/** The body of a script: its statements with the comments that they need. */
export async function scriptText(stage: Stage): Promise<string> {
  const { formatSqlStatements } = await import("@supabase/pg-delta/sql-format");
  const format = (sql: string) => {
    const [formatted = sql] = formatSqlStatements([tidy(sql)], {
      keywordCase: "lower",
      preserveRoutineBodies: true,
      preserveViewBodies: true,
      preserveRuleBodies: true,
      maxWidth: 110,
    });
    return formatted.trim();
  };
  const statements = stage.changes.map((change) => `${comments(change)}${format(change.sql)};\n`);
  const preamble = settings(stage.preamble, stage.transaction);
  return [...(preamble === "" ? [] : [`${preamble}\n`]), ...statements].join("\n");
}

function comments({ why, loss, fails }: Change): string {
  const lines = [
    ...(loss === undefined ? [] : [`destructive: ${loss}`]),
    ...(fails === undefined ? [] : [`fails where the table has rows that stand against it: ${fails}`]),
    ...(why === undefined ? [] : [why]),
  ];
  return lines.map((text) => `${text.replaceAll(/^/gm, "-- ")}\n`).join("");
}

/**
 * Names without quotes where they need none, and all else in small letters, which it means anyway; what stands in strings
 * and bodies is left alone.
 */
function tidy(sql: string): string {
  const lexer = new Lexer(sql);
  let tidied = "";
  let end = 0;
  while (lexer.next()) {
    const token = sql.slice(lexer.start, lexer.end);
    tidied += sql.slice(end, lexer.start) + tidyToken(token, lexer.kind);
    end = lexer.end;
  }
  return tidied + sql.slice(end);
}

function tidyToken(token: string, kind: TokenKind): string {
  if (kind === "name" && token.startsWith('"')) return quoteName(token.slice(1, -1).replaceAll('""', '"'));
  return kind === "word" ? token.toLowerCase() : token;
}
