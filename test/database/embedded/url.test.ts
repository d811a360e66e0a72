import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseEmbeddedUrl } from "../../../src/database/embedded/url.ts";

describe("an embedded: URL", () => {
  test.for([
    ["embedded:", {}],
    ["embedded:./pgdata", { path: "/project/pgdata" }],
    ["embedded:pgdata", { path: "/project/pgdata" }],
    ["embedded:../pgdata/", { path: "/pgdata" }],
    ["embedded:/var/pgdata", { path: "/var/pgdata" }],
    ["embedded:///var/pgdata", { path: "/var/pgdata" }],
    ["embedded:~/pgdata", { path: join(homedir(), "pgdata") }],
    ["embedded:my data", { path: "/project/my data" }],
    ["embedded:my%20data%3F", { path: "/project/my data?" }],
    ["embedded:größe#1", { path: "/project/größe#1" }],
    ["EMBEDDED:pgdata", { path: "/project/pgdata" }],
    ["embedded:?major=16", { major: 16 }],
    ["embedded:pgdata?major=16", { path: "/project/pgdata", major: 16 }],
    ["embedded:pgdata?database=app&major=16", { path: "/project/pgdata", database: "app", major: 16 }],
    ["embedded:pgdata?database=a%26b", { path: "/project/pgdata", database: "a&b" }],
  ] as const)("%s is understood", ([url, request]) => {
    expect(parseEmbeddedUrl(url, "/project")).toEqual(request);
  });

  test.for([
    ["embedded:pgdata?version=16", 'unknown parameter "version"'],
    ["embedded:pgdata?Major=16", 'unknown parameter "Major"'],
    ["embedded:pgdata?major=16&major=17", "gives major twice"],
    ["embedded:pgdata?major=", '"" is not a major version'],
    ["embedded:pgdata?major=16.2", '"16.2" is not a major version'],
    ["embedded:pgdata?major=new", '"new" is not a major version'],
    ["embedded:pgdata?database=", "has no name"],
    [`embedded:pgdata?database=${"x".repeat(64)}`, "too long"],
    ["embedded:100%", "a % that no code follows"],
    ["embedded:pg%00data", "NUL"],
    ["embedded://localhost/pgdata", "has no host"],
    ["postgres://localhost/app", "does not begin with embedded:"],
  ] as const)("%s is refused, with a hint", ([url, message]) => {
    expect(() => parseEmbeddedUrl(url, "/project")).toThrow(
      expect.objectContaining({
        code: "bad_url",
        exitCode: 2,
        message: expect.stringContaining(message),
        hint: expect.stringMatching(/./),
      }),
    );
  });
});
