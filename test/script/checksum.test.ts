import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseUpHeader } from "../../src/revision/header.ts";
import { checksum } from "../../src/script/checksum.ts";

const HEADER = "-- revision: aaaa\n-- parents: none\n";

function checksumOf(text: string): string {
  return checksum({ text, bodyStart: parseUpHeader(text).bodyStart });
}

describe("a script has the same checksum", () => {
  const script = `${HEADER}\ncreate table t (\n  id int\n);\n`;

  test.each([
    ["with CRLF", script.replaceAll("\n", "\r\n")],
    ["with mixed line ends", script.replace("(\n", "(\r\n")],
    ["with other parents", script.replace("none", "bbbb, cccc")],
    ["with more header lines", script.replace("\n\n", "\n-- message: Make it\n-- labels: x\n\n")],
    ["without the blank line", script.replace("\n\n", "\n")],
    ["without a newline at the end", script.trimEnd()],
    ["with blank lines at the end", `${script}\n \n\t\n`],
  ])("%s", (_, other) => {
    expect(checksumOf(other)).toBe(checksumOf(script));
  });
});

describe("a script has another checksum", () => {
  const script = `${HEADER}\nselect 'a  b'; -- Why\n`;

  test.each([
    ["with a letter changed", script.replace("a  b", "a  c")],
    ["in another case of letters", script.replace("select", "SELECT")],
    ["with other space inside", script.replace("a  b", "a b")],
    ["with another comment", script.replace("Why", "Because")],
    ["with a line more", script.replace("select", "\nselect 1;\nselect")],
    ["with a line broken in two", script.replace("select", "select\n")],
    ["with nothing in it", HEADER],
  ])("%s", (_, other) => {
    expect(checksumOf(other)).not.toBe(checksumOf(script));
  });
});

test("a checksum names its way of counting, so that another can come beside it", () => {
  expect(checksumOf(HEADER)).toBe("text-1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("no two scripts that differ in more than line ends and the space around share one", () => {
  const part = fc.constantFrom("a", "b", " ", "\n", "\r\n", ";", "'", "ä");
  const script = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
  const plain = (text: string) => text.replaceAll("\r\n", "\n").trim();
  fc.assert(
    fc.property(script, script, (a, b) => {
      const isSame = checksum({ text: a, bodyStart: 0 }) === checksum({ text: b, bodyStart: 0 });
      expect(isSame).toBe(plain(a) === plain(b));
    }),
  );
});
