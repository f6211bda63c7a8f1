import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { CLONE } from "../stack/installation.ts";

/** Runs a program of `node_modules/.bin` before the reader's eyes; answers whether it ended well. */
export function runVisibly(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const [program = "", ...args] = command;
  const PATH = [join(CLONE, "node_modules/.bin"), process.env.PATH].join(delimiter);
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: CLONE, stdio: "inherit", env: { ...process.env, ...env, PATH } });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
