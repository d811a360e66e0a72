import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Paths of PEM files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Who vouches for others. */
export interface Authority extends Certificate {
  /** `names` as openssl writes them: `DNS:localhost,IP:127.0.0.1`. */
  issue(subject: string, names?: string): Certificate;
}

/** Its files, and those of what it issues, are put into `folder`. */
export function makeAuthority(folder: string, subject: string): Authority {
  const cert = join(folder, `${subject}.crt`);
  const key = join(folder, `${subject}.key`);
  openssl("req", "-x509", ...NEW_KEY, "-keyout", key, "-out", cert, "-subj", `/CN=${subject}`, "-days", "2");
  return {
    cert,
    key,
    issue(name, names) {
      const own = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
      const request = join(folder, `${name}.csr`);
      const extensions = join(folder, `${name}.ext`);
      writeFileSync(extensions, names === undefined ? "" : `subjectAltName=${names}\n`);
      openssl("req", ...NEW_KEY, "-keyout", own.key, "-out", request, "-subj", `/CN=${name}`);
      const by = ["-CA", cert, "-CAkey", key, "-CAcreateserial", "-days", "2", "-extfile", extensions];
      openssl("x509", "-req", "-in", request, "-out", own.cert, ...by);
      return own;
    },
  };
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

function openssl(...args: readonly string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
