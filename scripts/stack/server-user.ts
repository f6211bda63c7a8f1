import { execFileSync, spawnSync } from "node:child_process";
import { chownSync } from "node:fs";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

function idOf(name: string): ServerUser | null {
  try {
    const [uid, gid] = ["-u", "-g"].map((flag) =>
      Number(execFileSync("id", [flag, name], { stdio: "pipe" }).toString()),
    );
    return uid && gid ? { uid, gid } : null;
  } catch {
    return null;
  }
}

/** PostgreSQL refuses to run as root: root runs it as another user. `null` for everybody else. */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const known = idOf("postgres");
  if (known) return known;
  spawnSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"], {
    stdio: "ignore",
  });
  return idOf("postgres") ?? idOf("nobody");
}

/** Whether that user can get to a file through all the folders above it: a clone under /root it cannot. */
export const canRun = (user: ServerUser, binary: string): boolean =>
  spawnSync(binary, ["--version"], { ...user, cwd: "/", stdio: "ignore" }).status === 0;

export function give(path: string, user: ServerUser | null): void {
  if (user) chownSync(path, user.uid, user.gid);
}
