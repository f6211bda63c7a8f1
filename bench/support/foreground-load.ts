import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ForegroundFigures, ForegroundOrder } from "./foreground-process.ts";

const PROCESS = fileURLToPath(new URL("./foreground-process.ts", import.meta.url));

export interface ForegroundLoad extends AsyncDisposable {
  /** Of what ended since the last call. */
  figures(): Promise<ForegroundFigures>;
}

/** An open-loop load: transactions begin when they are due, however long those before them take. */
export async function foregroundLoad(order: ForegroundOrder): Promise<ForegroundLoad> {
  const child = fork(PROCESS, { execPath: process.execPath });
  const ready = once(child, "message");
  child.send(order);
  await ready;
  return {
    async figures() {
      const answer = once(child, "message");
      child.send("figures");
      const [figures] = await answer;
      return figures as ForegroundFigures;
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
