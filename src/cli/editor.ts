import { spawn } from "node:child_process";
import { ProgramError, UsageError } from "../errors.ts";

/** The user's editor with its arguments, as `VISUAL` or `EDITOR` has it: words, in quotes where they hold spaces. */
export function editorFrom(environment: NodeJS.ProcessEnv): readonly string[] {
  const line = environment["VISUAL"]?.trim() || environment["EDITOR"]?.trim() || "";
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
  if (words.length > 0) return words;
  throw new UsageError("--edit needs an editor, and neither VISUAL nor EDITOR names one", {
    code: "no_editor",
    hint: "set one, as in `export EDITOR=vim`; or leave --edit out and open the files yourself",
  });
}

/**
 * Opens files in the editor, all at once, and waits for it to end. What stdout is for is the caller's to say: an editor
 * must not print into a document that a program reads.
 */
export async function edit(editor: readonly string[], files: readonly string[], stdout: 1 | 2): Promise<void> {
  const [program = "", ...args] = editor;
  const child = spawn(program, [...args, ...files], { stdio: [0, stdout, 2], shell: false });
  const failure = await new Promise<string | undefined>((settle) => {
    child.on("error", (error: NodeJS.ErrnoException) => settle(`cannot be started (${error.code})`));
    child.on("exit", (code, signal) => settle(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`));
  });
  if (failure === undefined) return;
  throw new ProgramError("editor_failed", `the editor ${editor.join(" ")} ${failure}`, "", {
    hint: `the revision is there: ${files.join(", ")}`,
    data: { files },
  });
}
