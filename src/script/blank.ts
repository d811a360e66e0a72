/** White space, semicolons and comments to the end of the line, as far as they reach. */
const PASSED_OVER = /(?:[\s;]|--[^\r\n]*)*/y;

/** Whether a script has no statement in it: nothing but comments, which nest, and white space. */
export function isBlank(text: string): boolean {
  let at = 0;
  for (;;) {
    PASSED_OVER.lastIndex = at;
    PASSED_OVER.test(text);
    at = PASSED_OVER.lastIndex;
    if (at === text.length) return true;
    if (!text.startsWith("/*", at)) return false;
    at = endOfComment(text, at);
  }
}

/** An open comment reaches to the end; the server refuses it, and so it is none of ours to tell. */
function endOfComment(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}
