import { describe, expect, test } from "vitest";
import type { ConnectionSettings } from "../../src/database/settings.ts";
import { type Environment, environmentNamesDatabase, parseDatabaseUrl } from "../../src/database/url.ts";
import { UsageError } from "../../src/errors.ts";

const PASSWORD = "hunter2";

function parse(url: string | undefined, environment: Environment = {}): ConnectionSettings {
  return parseDatabaseUrl(url, environment);
}

function refusal(url: string | undefined, environment: Environment = {}): UsageError {
  try {
    parse(url, environment);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`${url} was taken`);
}

describe("a database URL", () => {
  test("names host, port, user, password and database", () => {
    expect(parse("postgresql://ann:hunter2@db.example.com:6543/app")).toMatchObject({
      hosts: [{ host: "db.example.com", port: 6543 }],
      user: "ann",
      password: "hunter2",
      database: "app",
    });
  });

  test("leaves out what has a default: port 5432, the user's own database, TLS if the server has it", () => {
    expect(parse("postgres://ann@db")).toMatchObject({
      hosts: [{ host: "db", port: 5432 }],
      user: "ann",
      password: undefined,
      database: "ann",
      tls: { mode: "prefer" },
      parameters: { application_name: "migraph" },
      wanted: "any",
      connectTimeout: 10_000,
    });
  });

  test.for([
    "postgresql+asyncpg://ann@db/app",
    "postgresql+psycopg2cffi://ann@db/app",
    "postgres+pg8000://ann@db/app",
    "POSTGRESQL://ann@db/app",
    "  postgresql://ann@db/app\n",
  ])("is the same with a driver's suffix, in capitals, with space around: %j", (url) => {
    expect(parse(url)).toEqual(parse("postgresql://ann@db/app"));
  });

  test("has % codes decoded in every part", () => {
    expect(parse("postgresql://an%40n:p%3A%2F%3F%23%40%25@d%62:5432/my%20app%2F1")).toMatchObject({
      hosts: [{ host: "db", port: 5432 }],
      user: "an@n",
      password: "p:/?#@%",
      database: "my app/1",
    });
  });

  test("keeps a plus sign, which is no space here", () => {
    expect(parse("postgresql://ann:a+b@db/c+d?application_name=e+f")).toMatchObject({
      password: "a+b",
      database: "c+d",
      parameters: { application_name: "e+f" },
    });
  });

  test("takes a password with colons, and with an @ that should have been encoded", () => {
    expect(parse("postgresql://ann:a:b@c@db/app")).toMatchObject({
      user: "ann",
      password: "a:b@c",
      hosts: [{ host: "db" }],
    });
  });

  test.for([
    ["postgresql://ann@[::1]:6543/app", [{ host: "::1", port: 6543 }]],
    ["postgresql://ann@[::1]/app", [{ host: "::1", port: 5432 }]],
    ["postgresql://ann@[fe80::1%25eth0]/app", [{ host: "fe80::1%eth0", port: 5432 }]],
    ["postgresql:///app?user=ann&host=::1", [{ host: "::1", port: 5432 }]],
    ["postgresql://ann@/app?host=/run/pg&port=5433", [{ host: "/run/pg", port: 5433 }]],
    ["postgresql:///app?user=ann&host=%2Frun%2Fpg", [{ host: "/run/pg", port: 5432 }]],
    ["postgresql://ann@%2Frun%2Fpg:5433/app", [{ host: "/run/pg", port: 5433 }]],
    ["postgresql://ann@%2Frun%2Fp%20g/app", [{ host: "/run/p g", port: 5432 }]],
    ["postgresql:///app?user=ann&hostaddr=10.0.0.1", [{ host: "10.0.0.1", port: 5432, address: "10.0.0.1" }]],
    ["postgresql://ann@db/app?hostaddr=10.0.0.1", [{ host: "db", port: 5432, address: "10.0.0.1" }]],
    ["postgresql://ann@db/app?hostaddr=::1&port=7", [{ host: "db", port: 7, address: "::1" }]],
    [
      "postgresql://ann@one,two:2/app?hostaddr=10.0.0.1,",
      [
        { host: "one", port: 5432, address: "10.0.0.1" },
        { host: "two", port: 2 },
      ],
    ],
    ["postgresql://ann@%40abstract/app", [{ host: "@abstract", port: 5432 }]],
    ["postgresql:///app?user=ann&host=@abstract/run", [{ host: "@abstract/run", port: 5432 }]],
    [
      "postgresql://ann@one:1,two:2/app",
      [
        { host: "one", port: 1 },
        { host: "two", port: 2 },
      ],
    ],
    [
      "postgresql://ann@one,two:2/app",
      [
        { host: "one", port: 5432 },
        { host: "two", port: 2 },
      ],
    ],
    [
      "postgresql:///app?user=ann&host=one,/run/pg&port=7",
      [
        { host: "one", port: 7 },
        { host: "/run/pg", port: 7 },
      ],
    ],
  ] as const)("%s leads to the right hosts", ([url, hosts]) => {
    expect(parse(url).hosts).toEqual(hosts);
  });

  test("may give its parts as parameters, which win", () => {
    const url = "postgresql://x@y/z?user=ann&password=hunter2&host=db&port=7&dbname=app&connect_timeout=3";
    expect(parse(url)).toMatchObject({
      hosts: [{ host: "db", port: 7 }],
      user: "ann",
      password: "hunter2",
      database: "app",
      connectTimeout: 3_000,
    });
  });

  test("hands options and application name to the server", () => {
    const url = "postgresql://ann@db/app?application_name=deploy&options=-c%20search_path%3Dapp";
    expect(parse(url).parameters).toEqual({ application_name: "deploy", options: "-c search_path=app" });
  });

  test.for([
    ["", "prefer"],
    ["?sslmode=disable", "disable"],
    ["?sslmode=allow", "allow"],
    ["?sslmode=prefer", "prefer"],
    ["?sslmode=require", "require"],
    ["?sslmode=verify-ca", "verify-ca"],
    ["?sslmode=verify-full", "verify-full"],
    ["?ssl=true", "require"],
    ["?ssl=0", "disable"],
    ["?ssl=verify-full", "verify-full"],
    ["?sslrootcert=system", "verify-full"],
  ] as const)("with %j means sslmode %s", ([query, mode]) => {
    expect(parse(`postgresql://ann@db/app${query}`).tls.mode).toBe(mode);
  });

  test("names certificate files", () => {
    const query = "sslmode=verify-full&sslrootcert=/etc/ca.pem&sslcert=/etc/me.pem&sslkey=/etc/me.key";
    expect(parse(`postgresql://ann@db/app?${query}`).tls).toMatchObject({
      rootCert: "/etc/ca.pem",
      cert: "/etc/me.pem",
      key: "/etc/me.key",
    });
  });

  test("may hold parameters that are meant for other clients", () => {
    const url =
      "postgresql://ann@db/app?load_balance_hosts=disable&channel_binding=require&pgbouncer=true&schema=public&connection_limit=1";
    expect(parse(url)).toEqual(parse("postgresql://ann@db/app"));
  });

  test.for([
    ["any", "any"],
    ["primary", "primary"],
    ["read-write", "read-write"],
  ] as const)("asks for %s servers", ([text, wanted]) => {
    expect(parse(`postgresql://ann@one,two/app?target_session_attrs=${text}`).wanted).toBe(wanted);
  });

  test.for([
    ["postgresql://ann@db/app?sslmod=require", 'unknown parameter "sslmod"', "did you mean sslmode?"],
    ["postgresql://ann@db/app?conect_timeout=1", 'unknown parameter "conect_timeout"', "did you mean connect_timeout?"],
    ["postgresql://ann@db/app?colour=red", 'unknown parameter "colour"', "the known ones are"],
    ["postgresql://ann@db/app?sslmode=on", 'unknown sslmode "on"', "verify-full"],
    ["postgresql://ann@db/app?sslmode=require&sslrootcert=system", "too weak", "verify-full"],
    ["postgresql://ann@db/app?port=abc", '"abc" is not a port', "65535"],
    ["postgresql://ann@db:70000/app", '"70000" is not a port', "65535"],
    ["postgresql://ann@db:1e3/app", "host in the database URL cannot be read", "postgresql://"],
    ["postgresql://ann@one,two,three:1/app?port=1,2", "3 hosts and 2 ports", "one port"],
    ["postgresql://ann@db/app?connect_timeout=soon", 'connect_timeout "soon"', "connect_timeout=10"],
    ["postgresql://ann@db/app?target_session_attrs=standby", "asks for a server that cannot be migrated", "primary"],
    ["postgresql://ann@db/app?target_session_attrs=prefer-standby", "cannot be migrated", "primary"],
    ["postgresql://ann@db/app?target_session_attrs=read-only", "cannot be migrated", "primary"],
    ["postgresql://ann@db/app?target_session_attrs=master", "is not known", "primary, read-write or any"],
    ["postgresql://ann@db/app?hostaddr=db.example.com", "is not an IP address", "names belong into host"],
    ["postgresql://ann@one,two/app?hostaddr=10.0.0.1", "2 hosts and 1 values of hostaddr", "for each host"],
    ["postgresql://ann@db/app?service=shop", "names a service, and migraph reads no service files", "name host and"],
    ["postgresql://ann@db/100%", "a % that no code follows", "%25"],
    ["postgresql://ann@db/a%00b", "NUL", "postgresql://"],
    ["postgresql://ann@[::1/app", "host in the database URL cannot be read", "postgresql://"],
    ["postgresql://ann@db/app#x", "where it means something else", "% codes"],
    ["mysql://ann@db/app", "begins with mysql://", "embedded:PATH"],
    ["db/app", "has no scheme", "postgresql://"],
    ["host=db dbname=app", "has no scheme", "postgresql://"],
    ["", "has no scheme", "postgresql://"],
  ] as const)("%s is refused, with what to do", ([url, message, hint]) => {
    const error = refusal(url);
    expect(error).toMatchObject({ code: "bad_url", exitCode: 2 });
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  test.for([
    `postgresql://ann:${PASSWORD}/x@db/app`,
    `postgresql://ann:${PASSWORD}?x@db/app`,
    `postgresql://ann:x?${PASSWORD}@db/app`,
    `postgresql://ann:x?a=b&${PASSWORD}@db/app`,
    `postgresql://ann:${PASSWORD}#x@db/app`,
    `postgresql://ann:x#${PASSWORD}@db/app`,
    `postgresql://ann:${PASSWORD}%@db/app`,
    `postgresql://ann:${PASSWORD}@db:port/app`,
    `postgresql://ann:${PASSWORD}@[db/app`,
    `postgresql://ann:${PASSWORD}@db:99999/app`,
    `postgresql://ann:${PASSWORD}@db/app?colour=red`,
    `postgresql://ann:${PASSWORD}@db/app?sslmode=x`,
    `postgresql://ann@db/app?password=${PASSWORD}%`,
    `postgresql:/ann:${PASSWORD}@db/app`,
    `ann:${PASSWORD}@db/app`,
    `${PASSWORD}:ann@db/app`,
    `mysql://ann:${PASSWORD}@db/app`,
  ])("that cannot be taken shows nothing of its password: %s", (url) => {
    const error = refusal(url);
    const shown = [error.message, error.hint, error.stack, JSON.stringify(error), String(error.cause)].join("\n");
    expect(shown).not.toContain(PASSWORD);
  });
});

test.for(["postgresql://ann:4711/x@db/app", "postgresql://ann:4711?x@db/app", "postgresql://ann:4711#x@db/app"])(
  "a password of digits is not taken for a port: %s",
  (url) => {
    const error = refusal(url);
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain("4711");
  },
);

describe("without a URL, or where it leaves something out", () => {
  test("the PG* variables say the same", () => {
    const environment = {
      PGHOST: "one,two",
      PGPORT: "1,2",
      PGUSER: "ann",
      PGPASSWORD: "hunter2",
      PGDATABASE: "app",
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: "/etc/ca.pem",
      PGAPPNAME: "deploy",
      PGOPTIONS: "-c work_mem=1MB",
      PGTARGETSESSIONATTRS: "read-write",
      PGCONNECT_TIMEOUT: "0",
      PGPASSFILE: "/etc/passwords",
      PGSSLCERT: "/etc/me.pem",
      PGSSLKEY: "/etc/me.key",
    };
    expect(parse(undefined, environment)).toEqual({
      hosts: [
        { host: "one", port: 1 },
        { host: "two", port: 2 },
      ],
      user: "ann",
      password: "hunter2",
      database: "app",
      passwordFile: "/etc/passwords",
      tls: { mode: "verify-full", rootCert: "/etc/ca.pem", cert: "/etc/me.pem", key: "/etc/me.key" },
      parameters: { application_name: "deploy", options: "-c work_mem=1MB" },
      wanted: "read-write",
      connectTimeout: 600_000,
    });
  });

  test("what the URL says wins over the variables, part by part", () => {
    const environment = {
      PGHOST: "other",
      PGPORT: "7",
      PGPASSWORD: "hunter2",
      PGDATABASE: "other",
      PGSSLMODE: "disable",
    };
    expect(parse("postgresql://ann@db/app", environment)).toMatchObject({
      hosts: [{ host: "db", port: 7 }],
      user: "ann",
      password: "hunter2",
      database: "app",
      tls: { mode: "disable" },
    });
  });

  test("PGHOSTADDR is the address of PGHOST, and not of a host that the URL names", () => {
    const environment = { PGHOST: "one", PGHOSTADDR: "10.0.0.1" };
    expect(parse("postgresql://ann@/app", environment).hosts).toEqual([
      { host: "one", port: 5432, address: "10.0.0.1" },
    ]);
    expect(parse("postgresql://ann@db/app", environment).hosts).toEqual([{ host: "db", port: 5432 }]);
  });

  test("the home directory is where the password file is", () => {
    expect(parse("postgresql://ann@db/app", { HOME: "/home/ann" }).passwordFile).toBe("/home/ann/.pgpass");
    expect(parse("postgresql://ann@db/app?passfile=/x", { PGPASSFILE: "/y" }).passwordFile).toBe("/x");
  });

  test.for([
    [undefined, {}],
    [undefined, { PGHOST: "db", PGDATABASE: "app" }],
    ["postgresql:///app", {}],
    ["postgresql://ann@db", {}],
  ] as const)("PGSERVICE is an error where it would say where to go: %s %j", ([url, environment]) => {
    const error = refusal(url, { ...environment, PGSERVICE: "shop" });
    expect(error.message).toBe("PGSERVICE is shop, and migraph reads no service files");
    expect(error.hint).toContain("name host and database");
  });

  test("PGSERVICE changes nothing where the URL says it all", () => {
    expect(parse("postgresql://ann@db/app", { PGSERVICE: "shop" })).toEqual(parse("postgresql://ann@db/app"));
  });

  test("empty variables are as good as none", () => {
    expect(parse("postgresql://ann@db", { PGPORT: "", PGPASSWORD: "", PGDATABASE: "", PGSSLMODE: "" })).toEqual(
      parse("postgresql://ann@db"),
    );
  });

  test.for(["PGHOST", "PGHOSTADDR", "PGDATABASE", "PGUSER", "PGPORT", "PGSERVICE"])(
    "%s alone names a database",
    (name) => {
      expect(environmentNamesDatabase({ [name]: "1" })).toBe(true);
      expect(environmentNamesDatabase({ [name]: "" })).toBe(false);
    },
  );

  test("a password alone names none", () => {
    expect(environmentNamesDatabase({ PGPASSWORD: "hunter2", PGSSLMODE: "require" })).toBe(false);
  });
});
