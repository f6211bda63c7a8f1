import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findCredentials } from "./credentials.ts";
import { EXIT } from "./exit-code.ts";

const NOTHING = { url: null, token: null, dataDir: "data-of-this-test" };

function installation(content: string, mode = 0o600) {
  const cwd = mkdtempSync(join(tmpdir(), "sluice-cli-"));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  mkdirSync(join(cwd, NOTHING.dataDir));
  const file = join(cwd, NOTHING.dataDir, "cli.json");
  writeFileSync(file, content);
  chmodSync(file, mode);
  return cwd;
}
const FILE = JSON.stringify({ url: "http://localhost:3000/", token: "slc_file" });

test("the environment wins", async () => {
  const env = { ...NOTHING, url: "https://sluice.test/", token: "slc_env" };
  await expect(findCredentials(env, installation(FILE))).resolves.toEqual({
    url: "https://sluice.test",
    token: "slc_env",
  });
});

test("else the file of the local installation", async () => {
  await expect(findCredentials(NOTHING, installation(FILE))).resolves.toMatchObject({ token: "slc_file" });
});

test("the file's token is sent to no other address", async () => {
  const env = { ...NOTHING, url: "https://elsewhere.test" };
  await expect(findCredentials(env, installation(FILE))).rejects.toMatchObject({ exitCode: EXIT.notAllowed });
});

test("a file that others can read, or that is broken, is refused with what to do", async () => {
  await expect(findCredentials(NOTHING, installation(FILE, 0o644))).rejects.toThrow("chmod 600");
  await expect(findCredentials(NOTHING, installation("{"))).rejects.toThrow("npm start");
});

test("without any it says how to come by them", async () => {
  await expect(findCredentials({ ...NOTHING, dataDir: "no-such-folder" }, tmpdir())).rejects.toMatchObject({
    exitCode: EXIT.notAllowed,
    message: expect.stringContaining("SLUICE_TOKEN"),
  });
});
