import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import type { Redactor } from "../redactor.ts";

/** Where a server is and how to get in, as libpq understands it. */
export interface ConnectionSettings {
  /** Tried in this order. */
  readonly hosts: readonly HostAddress[];
  readonly user: string;
  /** A function is asked before each connection, as passwords that expire need it. */
  readonly password: string | PasswordSource | undefined;
  /** Where a password is looked for when none is given: a file, one line for each server. */
  readonly passwordFile?: string | undefined;
  readonly database: string;
  readonly tls: TlsSettings;
  /** What the session starts with, and RESET ALL goes back to: `application_name`, `options`, … */
  readonly parameters: Readonly<Record<string, string>>;
  /** Which of several hosts will do. */
  readonly wanted: "any" | "primary" | "read-write";
  /** Milliseconds, for each host. */
  readonly connectTimeout: number;
  /** Makes the stream to the server in a way of its own, such as a tunnel. */
  readonly dial?: (() => Promise<Duplex>) | undefined;
  /** Is told the passwords that are used. */
  readonly redactor?: Redactor | undefined;
}

export type PasswordSource = (host: HostAddress) => string | undefined | Promise<string | undefined>;

/** A host name, an IP address, or an absolute path: the directory of a unix socket. An abstract one begins with `@`. */
export interface HostAddress {
  readonly host: string;
  readonly port: number;
  /** The IP address to connect to, so that the host's name need not be looked up. */
  readonly address?: string | undefined;
}

export function isSocketDirectory(host: string): boolean {
  return host.startsWith("/") || host.startsWith("@");
}

export const TLS_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

export interface TlsSettings {
  readonly mode: TlsMode;
  /**
   * Paths of PEM files; `system` for the authorities that Node knows. As libpq: where there is one for authorities, they
   * are asked in every mode.
   */
  readonly rootCert?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Of an encrypted key. */
  readonly keyPassword?: string | undefined;
  /** Laid over everything else, for those who configure TLS as Node does. */
  readonly options?: ConnectionOptions | undefined;
}

/** One line for people, without the password. */
export function describeSettings({ user, hosts, database }: ConnectionSettings): string {
  return `${user}@${hosts.map(describeHost).join(",")}/${database}`;
}

function describeHost({ host, port }: HostAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
