import type { RevisionFolder } from "../revision/folder.ts";
import { meaning, rawChecksum } from "../script/checksum.ts";

/** A revision as the ledger keeps it, by the names of its columns. A secret one without its texts. */
export function keptOf({ id, message, labels, created, up, down, verify, secret }: RevisionFolder) {
  if (down === undefined) throw new TypeError(`the scripts of ${id} have not been read`);
  return {
    message,
    labels,
    created,
    up_sql: secret ? null : up.text,
    down_sql: secret ? null : down.text,
    verify_sql: secret ? null : verify?.text,
    up_checksum: meaning(up),
    down_checksum: meaning(down),
    verify_checksum: verify === undefined ? null : meaning(verify),
    up_raw: rawChecksum(up),
    down_raw: rawChecksum(down),
    verify_raw: verify === undefined ? null : rawChecksum(verify),
  };
}
