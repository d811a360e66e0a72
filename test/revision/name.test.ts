import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { DEFAULT_FOLDER_NAME, folderName, slug } from "../../src/revision/name.ts";
import { errorOf, scratchDirectory } from "../support/project.ts";

const created = new Date("2026-11-21T10:30:45Z");
const revision = { revision: "3f2a9c81d0e4", message: "Add user preferences", created };

describe("the slug of a message", () => {
  test.each([
    ["Add user preferences", "add_user_preferences"],
    ["  Drop   users.email -- really!  ", "drop_users_email_really"],
    ["Größe à la carte, naïve İ ﬁne", "gro_e_a_la_carte_naive_i_fine"],
    ["設定を追加", ""],
    ["Ticket 42: 設定 added", "ticket_42_added"],
    ["'; drop table users; --", "drop_table_users"],
    ["../../etc/passwd", "etc_passwd"],
    ["", ""],
  ])("%j is %j", (message, expected) => {
    expect(slug(message)).toBe(expected);
  });

  test("is cut between words at 40 characters, and within a word only if that is the first", () => {
    expect(slug("a word and another word and another word and more")).toBe("a_word_and_another_word_and_another_word");
    expect(slug(`short ${"x".repeat(60)}`)).toBe("short");
    expect(slug("x".repeat(60))).toBe("x".repeat(40));
  });

  test("of any message is ASCII words of at most 40 characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 120 }), (message) => {
        expect(slug(message)).toMatch(/^(?:[a-z0-9]+(?:_[a-z0-9]+)*)?$/);
        expect(slug(message).length).toBeLessThanOrEqual(40);
      }),
    );
  });
});

describe("the name of a revision's folder", () => {
  test("is its minute, its id and its slug by default", () => {
    expect(folderName(DEFAULT_FOLDER_NAME, revision)).toBe("202611211030_3f2a9c81d0e4_add_user_preferences");
  });

  test("is in UTC, so that it is the same on every machine", () => {
    const late = new Date("2026-12-31T23:30:00-05:00");
    expect(folderName("{created:YYYY-MM-DD_HHmmss}", { ...revision, created: late })).toBe("2027-01-01_043000");
  });

  test("ends with the id where the message gives no slug", () => {
    expect(folderName(DEFAULT_FOLDER_NAME, { ...revision, message: "設定" })).toBe("202611211030_3f2a9c81d0e4");
  });

  test.each([
    ["{revision}", "3f2a9c81d0e4"],
    ["{created}-{slug}", "202611211030-add_user_preferences"],
    ["V{created:YYYYMMDD}.{revision}", "V20261121.3f2a9c81d0e4"],
    ["{slug}_{slug}", "add_user_preferences_add_user_preferences"],
  ])("is by the template %s", (template, name) => {
    expect(folderName(template, revision)).toBe(name);
  });

  test.each([
    ["{id}_{slug}", "the folder name template has an unknown part {id}"],
    ["{Revision}", "the folder name template has an unknown part {Revision}"],
    ["{revision:8}", "the folder name template has an unknown part {revision:8}"],
    ["{created:YYYY/MM}_{revision}", "which has characters that a folder's name cannot have everywhere"],
    ["../{revision}", "which has characters that a folder's name cannot have everywhere"],
    [".{revision}", "which has characters that a folder's name cannot have everywhere"],
    ["{revision", "which has characters that a folder's name cannot have everywhere"],
    ["größe_{revision}", "which has characters that a folder's name cannot have everywhere"],
    ["{revision}.", "cannot be a folder's name on Windows"],
    ["con", "cannot be a folder's name on Windows"],
    ["lpt1.{revision}", "cannot be a folder's name on Windows"],
    ["up.sql", "which is the name of a script"],
    [`${"x".repeat(190)}{revision}`, "which is longer than 200 characters"],
    ["_", 'gives "", which is no name'],
  ])("is refused by the template %s", async (template, message) => {
    const error = await errorOf(() => folderName(template, revision));
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toContain(message);
    expect((error as UsageError).hint).not.toBe("");
  });

  test("is one that every file system takes, or is refused, whatever template and message are", () => {
    const root = scratchDirectory();
    const part = fc.oneof(
      fc.constantFrom(
        "{created:YYYYMMDDHHmm}",
        "{revision}",
        "{slug}",
        "{created}",
        "_",
        "-",
        ".",
        "/",
        "..",
        "\0",
        "{",
        ":",
      ),
      fc.string({ maxLength: 4 }),
    );
    const template = fc.oneof(
      fc.constant(DEFAULT_FOLDER_NAME),
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(template, fc.string({ unit: "binary", maxLength: 60 }), (text, message) => {
        let name: string;
        try {
          name = folderName(text, { ...revision, message });
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect(text).not.toBe(DEFAULT_FOLDER_NAME);
          return;
        }
        expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,199}$/);
        expect(name).not.toMatch(/\.$|^\.|^(?:up|down|verify)\.sql$/i);
        mkdirSync(join(root, name), { recursive: true });
      }),
    );
  });
});
