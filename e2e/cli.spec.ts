import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";
import { cityPlan, WRONG_ROWS } from "./support/city.ts";
import { told } from "./support/stack.ts";
import { test } from "./support/test.ts";

const CLONE = join(import.meta.dirname, "..");

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Without address and token, so that the command line finds the installation's file as in a clone. */
function environment(): NodeJS.ProcessEnv {
  const { SLUICE_URL: _url, SLUICE_TOKEN: _token, ...rest } = process.env;
  return { ...rest, SLUICE_DATA_DIR: told("DATA_DIR") };
}

/** `sluice …args`, with `input` on its standard input. */
function sluice(args: readonly string[], input = "", env = environment()): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["cli/main.ts", ...args], { cwd: CLONE, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

async function ok(args: readonly string[], input?: string): Promise<string> {
  const outcome = await sluice(args, input);
  expect(outcome, args.join(" ")).toMatchObject({ code: 0 });
  return outcome.out;
}

const json = async (args: readonly string[], input?: string) => JSON.parse(await ok([...args, "--json"], input));

test.use({ rows: 3_000 });

test("the whole way by the command line", async ({ city }) => {
  test.setTimeout(300_000);
  const name = city.name.replace("_", "-");
  expect(await ok(["status"])).toContain(told("URL"));

  await test.step("databases", async () => {
    expect(await json(["database", "add", city.url, "--name", city.name, "--environment", "staging"])).toMatchObject({
      name: city.name,
      environment: "staging",
    });
    const listed = await ok(["database", "list"]);
    expect(listed).toContain(city.name);
    expect(listed).not.toContain(new URL(city.url).password);
    expect(await ok(["database", "test", city.name])).toContain("PostgreSQL 18");
  });

  await test.step("a wrong plan: exit code 5, and where", async () => {
    const args = ["plan", "validate", "-f", "-", "--database", city.name];
    const wrong = await sluice(args, cityPlan({ name, from: "latt" }));
    expect(wrong.code).toBe(5);
    expect(wrong.out).toMatch(/:19:27: error: .*latt/);
    expect(await ok(args, cityPlan({ name }))).toMatch(/valid: \d+ steps/);
  });

  await test.step("migration", async () => {
    expect(await json(["migration", "create", "-f", "-"], cityPlan({ name, pause: "0ms" }))).toMatchObject({
      state: "draft",
    });
    expect(await json(["migration", "submit", name, "--database", city.name])).toMatchObject({ state: "in_review" });
    expect(await json(["migration", "approve", name, "--comment", "Read it"])).toMatchObject({ state: "approved" });
  });

  await test.step("a shadow run before it starts: what is locked, and whether undo restores", async () => {
    const shadow = await ok(["migration", "shadow", name, "--database", city.name]);
    expect(shadow).toContain("city ACCESS EXCLUSIVE");
    expect(shadow).toMatch(/expand\.1 .*restored/);
    expect(shadow).toMatch(/contract\.1 .*point of no return/);
    expect(await city.value("SELECT count(*) FROM information_schema.columns WHERE column_name = 'latitude'")).toBe(
      "0",
    );
  });

  await test.step("rollout, watched by lines of JSON, with its gate passed from elsewhere", async () => {
    const args = ["cli/main.ts", "rollout", "start", name, "--database", city.name, "--wait", "--json"];
    const child = spawn(process.execPath, args, {
      cwd: CLONE,
      env: environment(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const states: string[] = [];
    let isPassed = false;
    for await (const line of createInterface(child.stdout)) {
      const now: { rolloutId: string; state: string; headline: string } = JSON.parse(line);
      states.push(now.state);
      if (isPassed || !now.headline.includes("Waiting for a person")) continue;
      isPassed = true;
      await ok(["rollout", "gate", now.rolloutId, "cutover.1", "--pass", "--comment", "By the command line"]);
    }
    expect(await ended).toBe(0);
    expect(isPassed).toBe(true);
    expect(states.at(-1)).toBe("succeeded");
    expect(await city.value(WRONG_ROWS)).toBe("0");
  });

  await test.step("what is over can be looked at", async () => {
    const [rollout] = (await json(["rollout", "list"])) as { id: string; databaseName: string }[];
    expect(rollout?.databaseName).toBe(city.name);
    const watched = await sluice(["rollout", "watch", rollout?.id ?? ""]);
    expect(watched).toMatchObject({ code: 0 });
    expect(await ok(["rollout", "show", rollout?.id ?? ""])).toContain("Succeeded");
  });
});

test("a token of a role may what the role may, and nothing without one", async () => {
  const { secret } = await json(["token", "create", "--name", `viewer ${Date.now()}`, "--role", "viewer"]);
  const env = { ...environment(), SLUICE_URL: told("URL"), SLUICE_TOKEN: secret };
  expect(await sluice(["database", "list"], "", env)).toMatchObject({ code: 0 });
  const refused = await sluice(["migration", "create", "-f", "-"], cityPlan({ name: "never" }), env);
  expect(refused.code).toBe(3);
  expect(refused.err).not.toContain(secret);
  const unknown = { ...env, SLUICE_TOKEN: `${secret}x` };
  expect((await sluice(["status"], "", unknown)).code).toBe(3);
  expect((await sluice(["rollout", "show", "no-such-rollout"])).code).toBe(4);
});
