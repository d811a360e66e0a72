import type { ScratchSettings } from "../../settings.ts";

/** For what is generated from a declared schema. */
export interface DifferenceSettings extends ScratchSettings {
  /** The declared schema: a file of SQL, a folder of such files in any order, or the URL of a database, which is only read. */
  readonly from: string;
  /** Addresses of the revisions whose schema it is compared with; the only head unless given. */
  readonly parents?: readonly string[] | undefined;
  /** Compares with an empty database. */
  readonly root?: boolean | undefined;
  /** As `users.mail=users.email`. */
  readonly renames?: readonly string[] | undefined;
  /** Is asked about what may have been renamed; unless given, nothing is. */
  readonly confirmRename?: ((rename: { readonly from: string; readonly to: string }) => Promise<boolean>) | undefined;
  /** Patterns such as `billing` for a schema, and `public.audit_*`. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Makes and drops indexes without keeping others from writing, in a revision outside a transaction. */
  readonly concurrently?: boolean | undefined;
  /** In as few revisions as can be: constraints are checked under the lock that adds them. */
  readonly together?: boolean | undefined;
}
