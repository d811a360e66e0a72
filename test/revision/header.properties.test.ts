import fc from "fast-check";
import { expect, test } from "vitest";
import { formatUpHeader, parseUpHeader, type UpHeader } from "../../src/revision/header.ts";

const reserved = new Set(["head", "heads", "base", "current", "none"]);
const name = fc.stringMatching(/^[A-Za-z0-9_]{1,64}$/).filter((text) => !reserved.has(text.toLowerCase()));
const names = fc.uniqueArray(name, { maxLength: 5, selector: (text) => text.toLowerCase() });
/** As people and hostile programs write it: anything but control characters, and no space at the ends. */
const message = fc
  .string({ unit: "grapheme-composite", maxLength: 80 })
  .map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, "").trim());
const created = fc.option(
  fc
    .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  { nil: undefined },
);
const header = fc.record({
  revision: name,
  parents: names,
  message,
  created,
  labels: names,
  depends: names,
  replaces: names,
});
const SETTINGS = { transaction: true, lockTimeout: undefined, statementTimeout: undefined };

test("a header that is written is read back as it was", () => {
  fc.assert(
    fc.property(header, fc.string(), (written, body) => {
      const text = formatUpHeader(written);
      const expected: UpHeader = { ...written, secret: false, settings: SETTINGS };
      expect(parseUpHeader(text)).toEqual({ header: expected, bodyStart: text.length, faults: [] });
      expect(parseUpHeader(`${text}\n${body}`)).toEqual({ header: expected, bodyStart: text.length, faults: [] });
    }),
  );
});

test("no text makes the reader of headers fail, and what it takes for the header is at the top", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "-- ",
      "--",
      ":",
      "\n",
      "\r\n",
      "\r",
      "revision",
      "parents",
      "none",
      " ",
      "\u00a0",
      ",",
      "off",
      "labels",
    ),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      const { bodyStart, header: read, faults } = parseUpHeader(text);
      const top = text.slice(0, bodyStart).split(/\r\n?|\n/);
      if (top.at(-1) === "") top.pop();
      for (const line of top) expect(line).toMatch(/^--\s*[A-Za-z]/);
      expect(read === undefined ? faults.length : 1).toBeGreaterThan(0);
    }),
  );
});
