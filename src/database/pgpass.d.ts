/** The part of the package that is used; it comes without types. */
declare module "pgpass/lib/helper.js" {
  import type { Readable } from "node:stream";

  export interface PasswordFileEntry {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
  }
  const helper: {
    getPassword(wanted: PasswordFileEntry, text: Readable, answer: (password: string | undefined) => void): void;
  };
  export default helper;
}
