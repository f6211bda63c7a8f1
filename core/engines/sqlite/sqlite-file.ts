import { createHash } from "node:crypto";
import { realpath, stat, statfs } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { DomainError } from "#core/domain/domain-error.ts";

/** File systems on which SQLite's locks cannot be relied upon, by the number that statfs gives. */
const NETWORK_FILE_SYSTEMS: Readonly<Record<number, string>> = {
  26985: "NFS",
  4283649346: "CIFS",
  4266872130: "SMB2",
  20859: "SMB",
};

const unreachable = (message: string, cause?: unknown) => new DomainError("target-unreachable", message, { cause });

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file on the machine of the worker. Sluice does not create databases: check the path.",
  ENOTDIR: "A part of the path is a file and not a folder: check the path.",
  EACCES: "The worker's user may not reach it: give it access to every folder on the way.",
  ELOOP: "Its symbolic links lead in a circle.",
  ENAMETOOLONG: "The path is too long.",
};

function checkPath(file: string): void {
  if (file === ":memory:" || file === "") throw unreachable("A SQLite target is a file; give its absolute path.");
  if (file.includes("\0")) throw unreachable("The path of the SQLite file contains a NUL character.");
  if (/^(\\\\|\/\/)/.test(file)) {
    throw unreachable(
      `${file} is on a network share, where SQLite's locks are not safe. Run a worker where the file is.`,
    );
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(file) && !isAbsolute(file)) {
    throw unreachable(`${file} is a URL; a SQLite target is the absolute path of a file that the worker can open.`);
  }
  if (!isAbsolute(file))
    throw unreachable(`${file} is not an absolute path. Give the path from the root, such as /data/app.db.`);
}

/**
 * Makes sure that the path names a file which may be a database, before SQLite would make one.
 * @throws DomainError `target-unreachable`, saying what to do.
 */
export async function checkFile(file: string): Promise<void> {
  checkPath(file);
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw unreachable(`${file} is a folder. Give the path of the database file in it.`);
    if (!found.isFile()) throw unreachable(`${file} is not a regular file, and so no SQLite database.`);
    const system = NETWORK_FILE_SYSTEMS[Number(BigInt.asUintN(32, BigInt((await statfs(file)).type)))];
    if (system) {
      throw unreachable(
        `${file} is on a network file system (${system}), where SQLite's locks are not safe. Run a worker where the file is.`,
      );
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const code = String((error as { code?: unknown }).code);
    throw unreachable(
      `${file} cannot be opened (${code}). ${REASONS[code] ?? "Check the path and the worker's rights."}`,
      error,
    );
  }
}

/** Stays the same while the file is the same: not its content, which a backup put in its place would share. */
export async function fileIdentity(file: string): Promise<string> {
  const { ino } = await stat(file, { bigint: true });
  const path = await realpath(file);
  return `sqlite:${createHash("sha256").update(`${path}\n${ino}`).digest("hex").slice(0, 32)}`;
}
