import { expect, test } from "vitest";
import { prepareScript } from "../../src/script/prepare.ts";

test("scripts that are nested too deep are left to the server, however many there are", async () => {
  const deep = `select ${Array(20_000).fill("1").join("+")}; -- commit`;
  for (let count = 0; count < 60; count++) {
    const { faults, unread } = await prepareScript(deep, { transaction: true });
    expect(faults).toEqual([]);
    expect(unread).toMatch(/too deep/);
    // The parser is still sound, or is not asked any more.
    const after = await prepareScript("select 1; commit;", { transaction: true });
    expect(after.faults.length === 1 || after.unread !== undefined).toBe(true);
  }
});
