import { connect as dialServer, type NetConnectOpts, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as startTls } from "node:tls";
import { UsageError } from "../errors.ts";
import { ConnectFault, hungUp, notPostgres } from "./fault.ts";
import { type ConnectionSettings, type HostAddress, isSocketDirectory, type TlsSettings } from "./settings.ts";
import { tlsOptions } from "./tls.ts";

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
  if (tls.mode === "disable" || isSocketDirectory(host.host)) return dial(settings, host, signal);
  // Before anything is sent: what is wrong with a file is wrong whatever the server says.
  const options = tlsOptions(host, tls);
  const plain = await dial(settings, host, signal);
  const optional = tls.mode === "prefer";
  if (!(await offersTls(plain))) {
    if (optional) return plain;
    plain.destroy();
    throw new ConnectFault(`the server offers no TLS, and sslmode is ${tls.mode}`, {
      hint: "have TLS switched on at the server; sslmode=prefer does without where there is none",
    });
  }
  try {
    const secured = startTls({ socket: plain as Socket, ...options });
    await happened(secured, "secureConnect");
    return secured;
  } catch (error) {
    plain.destroy();
    if (optional && !signal.aborted) return dial(settings, host, signal);
    throw tlsFault(error, tls);
  }
}

async function dial(settings: ConnectionSettings, host: HostAddress, signal: AbortSignal): Promise<Duplex> {
  const stream = settings.dial === undefined ? dialServer(optionsFor(host)) : await settings.dial();
  // Not left to the option `signal`, which ends a stream with an error that, below TLS, nobody listens to any more.
  signal.addEventListener("abort", () => stream.destroy(), { once: true });
  if (signal.aborted) stream.destroy();
  stream.on("error", () => undefined);
  if (settings.dial === undefined) await happened(stream, "connect");
  return stream;
}

function optionsFor({ host, port, address }: HostAddress): NetConnectOpts {
  const where = isSocketDirectory(host)
    ? { path: `${host.replace(/^@/, "\0")}/.s.PGSQL.${port}` }
    : { host: address ?? host, port };
  // Messages are small and go out one behind the other: none is to wait until the one before it was acknowledged.
  return { ...where, noDelay: true };
}

async function offersTls(socket: Duplex): Promise<boolean> {
  socket.write(TLS_REQUEST);
  const answer = (await happened(socket, "data")) as Buffer;
  // More than the one byte would be somebody in the middle, whose words would be taken for the server's.
  if (answer.length === 1 && answer[0] === 0x53) return true;
  if (answer.length === 1 && answer[0] === 0x4e) return false;
  throw notPostgres();
}

/** A server that hangs up in the middle may be one that stops; a certificate is not a better one in a moment. */
function tlsFault(error: unknown, { mode, rootCert }: TlsSettings): Error {
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (error instanceof ConnectFault || error instanceof UsageError || code === "ECONNRESET") return error as Error;
  const asked = rootCert === undefined ? "" : `, sslrootcert=${rootCert}`;
  return new ConnectFault(`TLS was not agreed on: ${message}`, {
    hint: `check the server's certificate against what is asked of it: sslmode=${mode}${asked}`,
  });
}

/** Waits for an event; an error or the end of the stream is what happens instead. */
function happened(socket: Duplex, event: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    // Stays: between two owners an error must find somebody.
    socket.on("error", reject);
    socket.once("close", () => reject(hungUp()));
  });
}
