import type { Api } from "./api.ts";
import type { Terminal } from "./terminal.ts";

/** What commands need of the outside. */
export interface Cli {
  /** Reads the credentials when it is first asked for, so that `--help` needs none. */
  api(): Promise<Api>;
  readonly terminal: Terminal;
  /** `-` is standard input. */
  readText(path: string): Promise<string>;
  /** Replaces the file. */
  writeText(path: string, text: string): Promise<void>;
  sleep(ms: number): Promise<void>;
  now(): number;
  /** The exit code of a command that did its work but has bad news, such as a failed rollout. */
  exitWith(code: number): void;
}
