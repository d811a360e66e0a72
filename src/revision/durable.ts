import { closeSync, fchmodSync, fsyncSync, openSync, writeFileSync } from "node:fs";

/** Writes a file so that it is on the disk when this returns. `flag`: as of open; `wx` refuses what is there. */
export function writeSynced(path: string, text: string, flag: "w" | "wx", mode?: number): void {
  const descriptor = openSync(path, flag);
  try {
    if (mode !== undefined) fchmodSync(descriptor, mode);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Puts the names in a directory on the disk; Windows has no way to, and needs none. */
export function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
