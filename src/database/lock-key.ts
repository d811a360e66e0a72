import { createHash } from "node:crypto";

/** Advisory locks are kept apart by database already; the schema keeps several ledgers of one database apart. */
export function lockKey(schema: string): bigint {
  return createHash("sha256").update(`migraph ${schema}`).digest().readBigInt64BE(0);
}
