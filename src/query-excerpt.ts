/**
 * The beginning of what another session runs, on one line. Comments above the first statement are left out: the header
 * of a revision says nothing about what holds a lock.
 */
export function queryExcerpt(query: string, length: number): string {
  const statement = query.replace(/^(?:\s|--[^\n]*(?:\n|$))+/, "");
  const line = (statement === "" ? query : statement).replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
