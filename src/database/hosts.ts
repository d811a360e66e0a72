import { existsSync } from "node:fs";
import { isIP } from "node:net";
import type { HostAddress } from "./settings.ts";
import { badUrl } from "./url-parts.ts";

/** The lists of hosts, of their addresses and of ports, as libpq reads them: separated by commas, an empty one is the default. */
export function parseHosts(
  host: string | undefined,
  address: string | undefined,
  port: string | undefined,
): readonly HostAddress[] {
  const addresses = address?.split(",") ?? [];
  const names = host?.split(",") ?? addresses.map(() => "");
  const hosts = names.length === 0 ? [""] : names;
  const ports = (port ?? "").split(",").map(parsePort);
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw badUrl(`there are ${hosts.length} hosts and ${ports.length} ports`, "give one port for all, or one for each");
  }
  if (addresses.length > 0 && addresses.length !== hosts.length) {
    const hint = "give one hostaddr for each host";
    throw badUrl(`there are ${hosts.length} hosts and ${addresses.length} values of hostaddr`, hint);
  }
  return hosts.map((name, index) => hostAt(name, addresses[index] ?? "", ports[index] ?? ports[0] ?? DEFAULT_PORT));
}

const DEFAULT_PORT = 5432;

function hostAt(name: string, address: string, port: number): HostAddress {
  if (address === "") return { host: name || defaultHost(port), port };
  if (isIP(address) !== 0) return { host: name || address, port, address };
  throw badUrl(`hostaddr ${JSON.stringify(address)} is not an IP address`, "names belong into host");
}

function parsePort(text: string): number {
  if (text === "") return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65536) return port;
  throw badUrl(`${JSON.stringify(text)} is not a port`, "a port is a number from 1 to 65535");
}

/** Where distributions put the unix socket. */
const SOCKET_DIRECTORIES = ["/var/run/postgresql", "/tmp"];

/** As libpq: the unix socket, if one is there; else TCP. */
function defaultHost(port: number): string {
  return SOCKET_DIRECTORIES.find((path) => existsSync(`${path}/.s.PGSQL.${port}`)) ?? "localhost";
}

/** A password file calls the sockets that need not be named by the name of the machine. */
export function nameInPasswordFile({ host }: HostAddress): string {
  return SOCKET_DIRECTORIES.includes(host) ? "localhost" : host;
}
