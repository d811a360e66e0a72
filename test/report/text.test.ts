import { expect, test } from "vitest";
import { escapeControls, escapeText, fitText } from "../../src/report/text.ts";

test("control characters, line separators and turns of direction are shown, not obeyed", () => {
  expect(escapeControls("a\x1b[31m\x00\x9b\u2028\u202eb\n\t\ud800")).toBe(
    "a\\x1b[31m\\x00\\x9b\\u2028\\u202eb\\n\\t\\ud800",
  );
  expect(escapeControls("Größe 設定 👍🏽")).toBe("Größe 設定 👍🏽");
});

test("text of several lines keeps its lines and tabs, and nothing else of that kind", () => {
  expect(escapeText("a\r\n\tb\x07\r\nc\rd\n\n")).toBe("a\n\tb\\x07\nc\\rd");
});

test("a line is cut at the width, its escapes and wide characters counted", () => {
  expect(fitText("abcdef", 4, "…")).toBe("abc…");
  expect(fitText("設定設定", 5, "…")).toBe("設定…");
  expect(fitText("a\x1bb", 10, "…")).toBe("a\\x1bb");
  const red = (text: string) => `<${text}>`;
  expect(fitText([{ text: "ab", paint: red }, { text: "cdef" }], 4, "…")).toBe("<ab>c…");
});

test("a part that gives way is cut first, so that what stands behind it is kept as long as it says something", () => {
  const line = (text: string) => [{ text: "id  " }, { text, gives: true }, { text: "  (needs x)" }];
  expect(fitText(line("Make the house ready"), 40, "…")).toBe("id  Make the house ready  (needs x)");
  expect(fitText(line("Make the house ready"), 31, "…")).toBe("id  Make the house…  (needs x)");
  expect(fitText(line("Make the house ready"), 20, "…")).toBe("id  Make the house …");
});
