/** Why there is no connection, in words for people, where the operating system has no code for it. */
export class ConnectFault extends Error {
  /** The same may work in a moment. */
  readonly passing: boolean;
  readonly hint: string | undefined;

  constructor(message: string, { passing = false, hint }: { passing?: boolean; hint?: string } = {}) {
    super(message);
    this.passing = passing;
    this.hint = hint;
  }
}

export function hungUp(): ConnectFault {
  return new ConnectFault("the server closed the connection", { passing: true });
}

export function notPostgres(): ConnectFault {
  return new ConnectFault("what answers there is no PostgreSQL server");
}
