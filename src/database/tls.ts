import { readFileSync, type Stats, statSync } from "node:fs";
import { isIP } from "node:net";
import {
  type ConnectionOptions,
  checkServerIdentity,
  createSecureContext,
  type SecureContext,
  type SecureContextOptions,
} from "node:tls";
import { UsageError } from "../errors.ts";
import type { HostAddress, TlsSettings } from "./settings.ts";

/** What Node is to check, so that it checks what libpq does. Throws UsageError for certificate files that will not do. */
export function tlsOptions({ host }: HostAddress, tls: TlsSettings): ConnectionOptions {
  const { mode, rootCert } = tls;
  const verifies = mode === "verify-ca" || mode === "verify-full";
  if (verifies && rootCert === undefined) {
    throw badFile(
      `sslmode ${mode} needs the authorities to trust, and none are named`,
      "give sslrootcert=FILE, or sslrootcert=system for those that Node knows, or put them into ~/.postgresql/root.crt",
    );
  }
  return {
    ...(isIP(host) === 0 ? { servername: host } : {}),
    secureContext: secureContext(tls),
    rejectUnauthorized: verifies || rootCert !== undefined,
    checkServerIdentity: (_, certificate) =>
      mode === "verify-full" ? checkServerIdentity(host, certificate) : undefined,
    ...tls.options,
  };
}

function secureContext({ rootCert, cert, key, keyPassword, options }: TlsSettings): SecureContext {
  const files: SecureContextOptions = {
    ...(rootCert === undefined || rootCert === "system" ? {} : { ca: readFile("sslrootcert", rootCert) }),
    ...(cert === undefined ? {} : { cert: readFile("sslcert", cert), key: readKey(cert, key) }),
    ...(keyPassword === undefined ? {} : { passphrase: keyPassword }),
  };
  try {
    return createSecureContext({ ...files, ...options });
  } catch (error) {
    const named = [rootCert, cert, key].filter((path) => path !== undefined).join(", ");
    throw badFile(
      `the certificate files cannot be used (${named}): ${(error as Error).message}`,
      "they must be PEM, and the key must be that of the certificate; sslpassword opens an encrypted key",
    );
  }
}

function readKey(cert: string, key: string | undefined): string {
  if (key === undefined) {
    throw badFile(`there is a certificate, ${cert}, and no private key for it`, "give sslkey=FILE");
  }
  const stat = statOf(key);
  if (stat !== undefined && process.platform !== "win32") assertPrivate(key, stat);
  return readFile("sslkey", key);
}

/** As libpq: only its owner may see a key, but a group may read what belongs to root. */
function assertPrivate(key: string, stat: Stats): void {
  if (!stat.isFile()) throw badFile(`the private key ${key} is not a plain file`, "give sslkey=FILE");
  const forbidden = stat.uid === 0 ? 0o037 : 0o077;
  if ((stat.mode & forbidden) === 0) return;
  throw badFile(
    `the private key ${key} can be read or written by others`,
    `chmod 600 ${key}${stat.uid === 0 ? ", or 640, as it belongs to root" : ""}`,
  );
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function readFile(parameter: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code;
    throw badFile(`the certificate file ${path} cannot be read (${why})`, `check ${parameter}`);
  }
}

function badFile(message: string, hint: string): UsageError {
  return new UsageError(message, { code: "bad_url", hint });
}
