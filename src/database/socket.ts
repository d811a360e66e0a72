import { readFileSync } from "node:fs";
import { connect as dialServer, isIP, type NetConnectOpts, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, checkServerIdentity, connect as startTls } from "node:tls";
import { UsageError } from "../errors.ts";
import type { ConnectionSettings, HostAddress, TlsSettings } from "./settings.ts";

/** Asks a server for TLS: length and the code that stands where a protocol version would. */
const TLS_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * A stream on which a server waits for the startup message, encrypted as the settings want it. Ours and not the
 * driver's: that one dials again without end when a server hangs up, reports no cause where there are several hosts,
 * and checks the name in a certificate against "localhost" when the host is an address.
 *
 * `signal` cuts the stream off, also after it was handed over.
 */
export async function openSocket(
  settings: ConnectionSettings,
  host: HostAddress,
  signal: AbortSignal,
): Promise<Duplex> {
  const { tls } = settings;
  const plain = await dial(settings, host, signal);
  if (tls.mode === "disable" || isDirectory(host.host)) return plain;
  // Where encryption is only preferred, a server that cannot do it is taken as it is. `allow` differs from `prefer` in
  // what is tried first alone.
  const optional = tls.mode === "prefer" || tls.mode === "allow";
  if (!(await offersTls(plain))) {
    if (optional) return plain;
    plain.destroy();
    throw new Error(`the server offers no TLS, and sslmode is ${tls.mode}`);
  }
  try {
    return await encrypt(plain, host, tls);
  } catch (error) {
    plain.destroy();
    if (optional && !signal.aborted) return dial(settings, host, signal);
    throw error;
  }
}

function isDirectory(host: string): boolean {
  return host.startsWith("/");
}

async function dial({ dial }: ConnectionSettings, { host, port }: HostAddress, signal: AbortSignal): Promise<Duplex> {
  if (dial !== undefined) {
    const stream = await dial();
    signal.addEventListener("abort", () => stream.destroy(), { once: true });
    if (signal.aborted) stream.destroy();
    stream.on("error", () => undefined);
    return stream;
  }
  const address: NetConnectOpts = isDirectory(host) ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  // Messages are small and go out one behind the other: none is to wait until the one before it was acknowledged.
  const socket = dialServer({ ...address, signal, noDelay: true });
  await happened(socket, "connect");
  return socket;
}

async function offersTls(socket: Duplex): Promise<boolean> {
  socket.write(TLS_REQUEST);
  const answer = (await happened(socket, "data")) as Buffer;
  // More than the one byte would be somebody in the middle, whose words would be taken for the server's.
  if (answer.length === 1 && answer[0] === 0x53) return true;
  if (answer.length === 1 && answer[0] === 0x4e) return false;
  throw new Error("what answers there is no PostgreSQL server");
}

async function encrypt(socket: Duplex, { host }: HostAddress, tls: TlsSettings): Promise<Duplex> {
  const secured = startTls({
    socket: socket as Socket,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...tlsOptions(host, tls),
    ...tls.options,
  });
  await happened(secured, "secureConnect");
  return secured;
}

function tlsOptions(host: string, { mode, rootCert, cert, key }: TlsSettings): ConnectionOptions {
  const verifies = mode === "verify-ca" || mode === "verify-full";
  return {
    ...(rootCert === undefined || rootCert === "system" ? {} : { ca: readFile(rootCert) }),
    ...(cert === undefined ? {} : { cert: readFile(cert) }),
    ...(key === undefined ? {} : { key: readFile(key) }),
    rejectUnauthorized: verifies,
    checkServerIdentity: (_, certificate) =>
      mode === "verify-full" ? checkServerIdentity(host, certificate) : undefined,
  };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`the certificate file ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      code: "bad_url",
      hint: "check sslrootcert, sslcert and sslkey",
    });
  }
}

/** Waits for an event; an error or the end of the stream is what happens instead. */
function happened(socket: Duplex, event: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    // Stays: between two owners an error must find somebody.
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("the server closed the connection")));
  });
}
