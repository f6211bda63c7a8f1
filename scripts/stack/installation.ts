import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { SHARED_ROOT } from "./postgres-binaries.ts";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";
import { give, serverUser } from "./server-user.ts";

export const CLONE = resolve(import.meta.dirname, "../..");

/** What an installation remembers between two starts. Holds passwords: the file is for its owner only. */
export interface InstallationState {
  readonly id: string;
  readonly passwords: {
    readonly postgres: string;
    readonly redis: string;
    readonly places: string;
    /** Of the role that web and workers have; an installation of before has none. */
    readonly application?: string;
  };
  readonly ports: { readonly postgres?: number; readonly redis?: number; readonly web?: number };
  /** Processes of the last start, so that the next one can end those that outlived it. */
  readonly processes: Readonly<Record<string, ProcessIdentity>>;
}

/** The folder of one installation (`.sluice/`): state, secret, logs, and the files of the embedded servers. */
export class Installation {
  readonly dir: string;
  readonly logsDir: string;
  #state: InstallationState;

  constructor(dir: string) {
    this.dir = resolve(CLONE, dir);
    this.logsDir = join(this.dir, "logs");
    mkdirSync(this.logsDir, { recursive: true });
    // The servers of root run as another user, who must get through, and no further.
    chmodSync(this.dir, serverUser() ? 0o711 : 0o700);
    chmodSync(this.logsDir, 0o700);
    this.#state = readJson<InstallationState>(join(this.dir, "state.json")) ?? firstState();
    this.#save();
  }

  get state(): InstallationState {
    return this.#state;
  }

  remember(change: Partial<InstallationState>): void {
    this.#state = { ...this.#state, ...change };
    this.#save();
  }

  rememberProcess(name: string, pid: number | undefined): void {
    const identity = pid ? identify(pid) : null;
    if (identity) this.remember({ processes: { ...this.#state.processes, [name]: identity } });
  }

  logFile(name: string): string {
    const file = join(this.logsDir, `${name}.log`);
    if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`);
    return file;
  }

  /** The key that seals credentials; made once, never shown. */
  secretKey(): string {
    const file = join(this.dir, "secret.key");
    if (!existsSync(file)) writePrivate(file, randomBytes(32).toString("base64"));
    return readFileSync(file, "utf8").trim();
  }

  /** The password of the role that web and workers connect as; made once. */
  applicationPassword(): string {
    const kept = this.#state.passwords.application ?? password();
    this.remember({ passwords: { ...this.#state.passwords, application: kept } });
    return kept;
  }

  /** Where PostgreSQL keeps its files: here, unless root's PostgreSQL user cannot come here. */
  postgresDir(): string {
    const here = join(this.dir, "postgres");
    const user = serverUser();
    if (!user) return here;
    mkdirSync(here, { recursive: true, mode: 0o700 });
    give(here, user);
    const probe = spawnSync("/bin/sh", ["-c", 'cd "$0" && : > .probe && rm .probe', here], { ...user, cwd: "/" });
    if (probe.status === 0) return here;
    rmSync(here, { recursive: true, force: true });
    mkdirSync(SHARED_ROOT, { recursive: true, mode: 0o755 });
    const stem = `data-${createHash("sha256").update(this.dir).digest("hex").slice(0, 8)}-`;
    const name = `${stem}${this.#state.id}`;
    // Of an installation in the same place whose folder was deleted: nobody knows its password any more.
    const orphans = readdirSync(SHARED_ROOT).filter((it) => it.startsWith(stem) && it !== name);
    for (const it of orphans) rmSync(join(SHARED_ROOT, it), { recursive: true, force: true });
    return join(SHARED_ROOT, name);
  }

  /** Lets another process run it. */
  release(): void {
    rmSync(join(this.dir, "supervisor.json"), { force: true });
  }

  #save(): void {
    writePrivate(join(this.dir, "state.json"), JSON.stringify(this.#state, null, 2));
  }
}

const firstState = (): InstallationState => ({
  id: randomBytes(4).toString("hex"),
  passwords: { postgres: password(), redis: password(), places: password() },
  ports: {},
  processes: {},
});

const password = () => randomBytes(18).toString("base64url");

export function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Whole or not at all, and for its owner only. */
export function writePrivate(file: string, text: string): void {
  const half = `${file}.${process.pid}`;
  writeFileSync(half, text, { mode: 0o600 });
  renameSync(half, file);
}

export interface Supervisor extends ProcessIdentity {
  readonly url?: string;
}

/** Makes this process the one that runs the installation; answers the other one if there is one already. */
export function becomeSupervisor(dir: string, url: string): Supervisor | null {
  const file = join(dir, "supervisor.json");
  const me = identify(process.pid);
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify({ ...me, url }), { mode: 0o600, flag: "wx" });
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const other = readJson<Supervisor>(file);
    if (other && isAlive(other)) return other;
    rmSync(file, { force: true });
  }
}
