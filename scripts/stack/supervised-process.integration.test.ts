import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { identify, isAlive } from "./process-identity.ts";
import { SupervisedProcess } from "./supervised-process.ts";

function supervise(script: string) {
  const dir = mkdtempSync(join(tmpdir(), "sluice-supervised-"));
  const pids: number[] = [];
  const ends: string[] = [];
  const logFile = join(dir, "log");
  const supervised = new SupervisedProcess([process.execPath, "-e", script], dir, process.env, {
    name: "test",
    logFile,
    graceMs: 30_000,
    onStart: (pid) => pids.push(pid),
    onEnd: (how) => ends.push(how),
  });
  supervised.start();
  onTestFinished(() => {
    supervised.kill();
    rmSync(dir, { recursive: true, force: true });
  });
  return { supervised, pids, ends, log: () => readFileSync(logFile, "utf8") };
}

const PATIENCE = { timeout: 30_000 };
const FOREVER = 'console.log("up"); setInterval(() => {}, 1000)';

test("a process that is killed is started again", async () => {
  const { pids, ends } = supervise(FOREVER);
  await vi.waitFor(() => expect(pids).toHaveLength(1), PATIENCE);
  process.kill(pids[0] ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(pids).toHaveLength(2), PATIENCE);
  expect(ends).toEqual(["SIGKILL"]);
});

test("a process that is stopped ends its work first and stays down", async () => {
  const { supervised, pids, ends, log } = supervise(
    'process.on("SIGTERM", () => setTimeout(() => { console.log("drained"); process.exit(0) }, 200)); setInterval(() => {}, 1000); console.log("up")',
  );
  await vi.waitFor(() => expect(log()).toContain("up"), PATIENCE);
  const identity = identify(pids[0] ?? 0);
  await supervised.stop();
  expect(log()).toContain("drained");
  expect(identity && isAlive(identity)).toBe(false);
  expect(ends).toEqual([]);
  expect(pids).toHaveLength(1);
});
