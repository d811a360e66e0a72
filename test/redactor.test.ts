import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { DatabaseError } from "../src/errors.ts";
import { Redactor, withoutUrlPasswords } from "../src/redactor.ts";

test.each([
  ["postgresql://ann:secret@host/shop", "postgresql://ann:…@host/shop"],
  ["there is no command postgresql://ann:secret@host/shop now", "there is no command postgresql://ann:…@host/shop now"],
  ["postgresql://ann:se@c:r/e t@host/shop", "postgresql://ann:…@host/shop"],
  ["no file /home/x/postgresql:/ann:secret@host/shop", "no file /home/x/postgresql:/ann:…@host/shop"],
  ["postgresql://:secret@host", "postgresql://:…@host"],
  ["postgresql://host/shop?password=secret&sslmode=require", "postgresql://host/shop?password=…&sslmode=require"],
  ["host=h password=secret dbname=d", "host=h password=… dbname=d"],
  ["postgresql://ann@host:5432/shop", "postgresql://ann@host:5432/shop"],
  ["did you mean billing@head?", "did you mean billing@head?"],
])("of %j is said %j", (text, said) => {
  expect(withoutUrlPasswords(text)).toBe(said);
});

describe("a password that was learnt", () => {
  test.each([
    ["hunter2!", "the word hunter2! here", "the word … here"],
    ["p:/?#@%", "p:/?#@% and p%3A%2F%3F%23%40%25 and p:/%3f%23@%25", "… and … and …"],
    ["größe-9Kx", "gr%C3%B6%c3%9fe-9Kx größe-9Kx", "… …"],
    ["it's\\a\"secret", "it''s\\\\a\\\"secret", "…"],
    ["abcd", "abcd abcde xabcd", "… abcde xabcd"],
    ["longer-than-8", "xlonger-than-8x", "x…x"],
  ])("%j is taken out of %j", (password, text, said) => {
    const redactor = new Redactor();
    redactor.learn(password);
    expect(redactor.text(text)).toBe(said);
  });

  test("is taken out of an error as a whole, its causes and its data", () => {
    const redactor = new Redactor();
    redactor.learn("canary-7Qd");
    const cause = new AggregateError([new Error("a canary-7Qd")], "b canary-7Qd");
    const driver = Object.assign(new Error("c canary-7Qd", { cause }), { detail: "d canary-7Qd" });
    const data = { list: [{ text: "e canary-7Qd" }], count: 3 };
    const error = new DatabaseError("refused", "f canary-7Qd", { hint: "g canary-7Qd", data, cause: driver });
    expect(redactor.error(error)).toBe(error);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary");
    expect(error).toMatchObject({ message: "f …", hint: "g …", data: { list: [{ text: "e …" }], count: 3 } });
  });

  test("and is what everybody sees anyway, or stands in every text by chance, leaves texts as they are", () => {
    const redactor = new Redactor();
    redactor.learn("ann", []);
    redactor.learn("postgres");
    redactor.learn("warehouse", ["ann", "warehouse"]);
    redactor.learn("");
    redactor.learn(undefined);
    const text = "the server refused ann@127.0.0.1:5432/warehouse: no role postgres";
    expect(redactor.text(text)).toBe(text);
  });

  test("does not stop at what refers to itself", () => {
    const redactor = new Redactor();
    redactor.learn("canary-7Qd");
    const error = new Error("canary-7Qd");
    error.cause = error;
    const loop: Record<string, unknown> = { text: "canary-7Qd" };
    loop["again"] = loop;
    expect(redactor.error(error).message).toBe("…");
    expect(redactor.value(loop)["text"]).toBe("…");
  });
});
