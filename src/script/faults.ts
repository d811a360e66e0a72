/** What is wrong, or may be, with a script. */
export interface ScriptFault {
  readonly code:
    | "transaction_control"
    | "open_transaction"
    | "needs_no_transaction"
    | "psql_command"
    | "copy_data"
    | "new_enum_value"
    | "unread_script";
  readonly message: string;
  readonly hint: string;
  readonly line: number;
}
