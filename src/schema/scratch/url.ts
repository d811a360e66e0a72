import { type ConnectionSettings, isSocketDirectory } from "../../database/settings.ts";

/** Settings as a URL that other drivers take, with the password in it. */
export function settingsUrl({ hosts, user, password, database, tls }: ConnectionSettings): string {
  const [first] = hosts;
  if (first === undefined) throw new TypeError("settings name a host");
  const { host, port } = first;
  const query = new URLSearchParams();
  const socket = isSocketDirectory(host);
  if (socket) {
    query.set("host", host);
    query.set("port", String(port));
  } else {
    query.set("sslmode", tls.mode);
    for (const [name, value] of Object.entries({ sslrootcert: tls.rootCert, sslcert: tls.cert, sslkey: tls.key })) {
      if (value !== undefined) query.set(name, value);
    }
  }
  const secret = typeof password === "string" && password !== "" ? `:${encodeURIComponent(password)}` : "";
  const where = socket ? "" : `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return `postgresql://${encodeURIComponent(user)}${secret}@${where}/${encodeURIComponent(database)}?${query}`;
}
