import { expect, test } from "vitest";
import type { Operation, OperationRequest } from "#contracts/define-operation.ts";
import { DomainError } from "#core/domain/domain-error.ts";
import type { Api } from "./api.ts";
import type { Cli } from "./cli.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-code.ts";
import { runCli } from "./run-cli.ts";

const ID = "4b4a0ee1-6f3c-4d3e-8d37-94a2a1f1a001";
const DIGEST = "a".repeat(64);
type Answers = Readonly<Record<string, unknown>>;

const DATABASE = {
  id: ID,
  name: "places",
  engine: "sqlite",
  place: "/x.db",
  environment: "demo",
  labels: {},
  probe: null,
  activeRollouts: 0,
};
const MIGRATION = {
  id: ID,
  name: "coords",
  title: "Coordinates",
  state: "in_review",
  revision: 1,
  digest: DIGEST,
  decisions: [],
  blockers: {},
};
const ROLLOUT = {
  id: ID,
  state: "running",
  headline: "Running",
  steps: [],
  backfills: [],
  waiting: [],
  phase: null,
  fraction: null,
};
const ANSWERS: Answers = {
  listDatabases: { items: [DATABASE] },
  registerDatabase: DATABASE,
  getMigration: MIGRATION,
  createMigration: MIGRATION,
  reviewMigration: MIGRATION,
  startRollout: ROLLOUT,
  getRollout: ROLLOUT,
  pauseRollout: ROLLOUT,
  passGate: ROLLOUT,
  previewRollback: {
    steps: [{ stepId: "expand.1", title: "x", undo: { summary: "Drops the column" } }],
    stopsAt: null,
    blockers: [],
  },
  rollbackRollout: ROLLOUT,
  validatePlan: {
    valid: false,
    findings: [{ rule: "unknown-table", severity: "error", message: "No table x.", line: 3, column: 5 }],
    plan: null,
  },
  createToken: { token: { name: "ci", role: "viewer" }, secret: "slc_secret" },
};

/** Runs a command against answers by operation; an answer that is an error is thrown. */
async function run(argv: string[], more: Answers = {}, { isInteractive = false, answer = false } = {}) {
  const sent: (OperationRequest<Operation> & { readonly id: string })[] = [];
  const written: [path: string, text: string][] = [];
  const output = { text: "", errors: [] as string[], asked: [] as string[], written };
  const answers = { ...ANSWERS, ...more };
  const api = {
    url: "http://sluice",
    call: async (operation: Operation, request: OperationRequest<Operation> = {}) => {
      sent.push({ id: operation.id, ...request });
      const given = answers[operation.id];
      const next: unknown = Array.isArray(given) ? given.shift() : given;
      if (next instanceof Error) throw next;
      return next;
    },
  } as unknown as Api;
  const makeCli = (exitWith: (code: number) => void): Cli => ({
    api: async () => api,
    terminal: {
      isInteractive,
      write: (text) => {
        output.text += text;
      },
      complain: (line) => void output.errors.push(line),
      confirm: async (question) => {
        output.asked.push(question);
        return answer;
      },
    },
    readText: async () => "sluice: 1",
    writeText: async (path, text) => void written.push([path, text]),
    sleep: async () => undefined,
    now: () => 0,
    exitWith,
  });
  return { exitCode: await runCli(argv, makeCli), sent, ...output };
}

test("help needs no credentials and is no failure", async () => {
  for (const argv of [["--help"], ["rollout", "--help"], ["database", "add", "--help"]]) {
    const { exitCode, sent, text } = await run(argv);
    expect({ exitCode, sent }).toEqual({ exitCode: 0, sent: [] });
    expect(text).toContain("Usage: sluice");
  }
});

test.each([
  [["nonsense"]],
  [["database", "add", "postgres://x"]],
  [["token", "create", "--name", "x", "--role", "emperor"]],
  [["rollout", "gate", ID, "cutover.1"]],
  [["rollout", "tune", ID, "--pause", "soon"]],
  [["rollout", "tune", ID]],
  [["audit", "verify", "--head", "7"]],
  [["audit", "export", "--format", "xml"]],
  [["rollout", "list", "--state", "odd"]],
  [["database", "add", "x", "--name", "x", "--label", "nokey"]],
])("%j is a usage error", async (argv) => {
  await expect(run(argv)).resolves.toMatchObject({ exitCode: EXIT.usage, text: "" });
});

test("every command has --json and says what it does", async () => {
  const nouns = {
    status: [""],
    database: ["add", "list", "show", "test", "remove"],
    migration: ["create", "list", "show", "submit", "approve", "reject"],
    plan: ["validate"],
    expand: [""],
    operations: [""],
    lint: [""],
    token: ["create", "list", "revoke"],
    audit: ["verify", "export"],
    rollout: ["start", "list", "show", "watch", "pause", "resume", "cancel", "rollback", "gate", "tune"],
  };
  for (const [noun, verbs] of Object.entries(nouns)) {
    for (const verb of verbs) {
      const { text } = await run([noun, ...(verb ? [verb] : []), "--help"]);
      expect(text, `${noun} ${verb}`).toMatch(/Usage: .*\n\n\S.*\n[\s\S]*--json/);
    }
  }
});

test("a database is added with its labels, and the URL is not repeated", async () => {
  const { exitCode, sent, text } = await run([
    "database",
    "add",
    "postgres://u:pass@h/db",
    "--name",
    "places",
    "--label",
    "team=geo",
    "--label",
    "tier=1",
  ]);
  expect(exitCode).toBe(0);
  expect(sent).toEqual([
    {
      id: "registerDatabase",
      body: {
        name: "places",
        target: { url: "postgres://u:pass@h/db" },
        labels: { team: "geo", tier: "1" },
        acceptMissingRights: false,
      },
    },
  ]);
  expect(text).not.toContain("pass");
});

test("an approval names the digest that was read, or else the newest", async () => {
  const given = await run(["migration", "approve", "coords", "--digest", "b".repeat(64)]);
  expect(given.sent.at(-1)).toMatchObject({
    id: "reviewMigration",
    body: { decision: "approve", digest: "b".repeat(64) },
  });
  const newest = await run(["migration", "reject", "coords", "--comment", "no"]);
  expect(newest.sent.at(-1)).toMatchObject({ body: { decision: "reject", digest: DIGEST, comment: "no" } });
});

test("a plan that is not valid is told of as compilers do, with its exit code", async () => {
  const { exitCode, text } = await run(["plan", "validate", "-f", "plan.yaml"]);
  expect(exitCode).toBe(EXIT.invalidPlan);
  expect(text).toContain("plan.yaml:3:5: error: No table x. [unknown-table]");
});

test("a rollout is started with the migration's digest on the named database", async () => {
  const { exitCode, sent } = await run(["rollout", "start", "coords", "--database", "places", "--json"]);
  expect(exitCode).toBe(0);
  expect(sent.at(-1)).toEqual({ id: "startRollout", body: { migrationId: ID, databaseId: ID, digest: DIGEST } });
});

test.each([
  ["succeeded", EXIT.done],
  ["failed", EXIT.runFailed],
  ["rolled_back", EXIT.runEndedOtherwise],
])("waiting prints a line for each change and ends with %s as %i", async (state, expected) => {
  const getRollout = [ROLLOUT, ROLLOUT, { ...ROLLOUT, headline: "Building" }, { ...ROLLOUT, state }];
  const { exitCode, text } = await run(["rollout", "start", "coords", "--database", "places", "--wait", "--json"], {
    getRollout,
  });
  expect(exitCode).toBe(expected);
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { state: string; headline: string });
  expect(lines.map((line) => [line.state, line.headline])).toEqual([
    ["running", "Running"],
    ["running", "Building"],
    [state, "Running"],
  ]);
});

test("a watch waits for a Sluice that is silent for a while", async () => {
  const silent = new CliError("Sluice does not answer", EXIT.unreachable);
  const getRollout = [ROLLOUT, silent, silent, { ...ROLLOUT, state: "succeeded" }];
  const { exitCode, errors } = await run(["rollout", "watch", ID], { getRollout });
  expect(exitCode).toBe(0);
  expect(errors).toHaveLength(2);
});

test("a rollback without a terminal needs --yes; in one it says what it does and asks", async () => {
  const refused = await run(["rollout", "rollback", ID]);
  expect(refused.exitCode).toBe(EXIT.usage);
  expect(refused.sent.map((it) => it.id)).toEqual(["previewRollback"]);
  const declined = await run(["rollout", "rollback", ID], {}, { isInteractive: true });
  expect(declined.text).toContain("Drops the column");
  expect(declined.sent.map((it) => it.id)).toEqual(["previewRollback"]);
  const done = await run(["rollout", "rollback", ID, "--yes", "--reason", "wrong"]);
  expect(done.sent.at(-1)).toMatchObject({ id: "rollbackRollout", body: { reason: "wrong" } });
});

test("a gate is passed by its step, and a rollout may be named by the beginning of its id", async () => {
  const { sent } = await run(["rollout", "gate", "4b4a0ee1", "cutover.1", "--pass"], {
    listRollouts: { items: [ROLLOUT] },
  });
  expect(sent.at(-1)).toMatchObject({ id: "passGate", params: { rolloutId: ID, stepId: "cutover.1" } });
});

test("a token's secret stands alone on standard output", async () => {
  const { text } = await run(["token", "create", "--name", "ci", "--role", "viewer"]);
  expect(text).toBe("slc_secret\n");
});

test.each([
  [new DomainError("forbidden", "Not for you"), EXIT.notAllowed],
  [new DomainError("not-found", "None"), EXIT.notFound],
  [new DomainError("blocked", "Not now"), EXIT.refused],
  [new DomainError("target-unreachable", "Gone"), EXIT.target],
  [new CliError("Silent", EXIT.unreachable), EXIT.unreachable],
  [new TypeError("oops"), EXIT.unexpected],
])("%s ends with its own exit code", async (error, exitCode) => {
  await expect(run(["rollout", "show", ID], { getRollout: error })).resolves.toMatchObject({ exitCode, text: "" });
});

test("a failure is told with its reasons, with --json as one object", async () => {
  const blockers = [{ code: "x", message: "A rollout runs there.", fix: "Wait for it.", who: "operator" }];
  const error = new DomainError("blocked", "Not now.", { extra: { blockers, state: "running" } });
  const plain = await run(["rollout", "pause", ID], { pauseRollout: error });
  expect(plain.errors).toEqual(["Not now.", "  A rollout runs there. Wait for it.", "  It is now running."]);
  const json = await run(["rollout", "pause", ID, "--json"], { pauseRollout: error });
  expect(JSON.parse(json.errors[0] ?? "")).toMatchObject({
    error: { exitCode: EXIT.refused, code: "blocked", message: "Not now." },
  });
});

test("a gate is answered or its demands are put aside, and never both or neither", async () => {
  const both = await run(["rollout", "gate", ID, "cutover.1", "--override", "shop is retired"], {
    overrideGate: ROLLOUT,
  });
  expect(both.sent.at(-1)).toMatchObject({
    id: "overrideGate",
    params: { rolloutId: ID, stepId: "cutover.1" },
    body: { reason: "shop is retired" },
  });
  expect((await run(["rollout", "gate", ID, "cutover.1"])).exitCode).toBe(EXIT.usage);
  expect((await run(["rollout", "gate", ID, "cutover.1", "--pass", "--override", "x"])).sent).toEqual([]);
});

test("a heartbeat sends what was said and nothing else", async () => {
  const reportHeartbeat = { liveUntil: "2026-01-02T03:04:05.000Z" };
  const words = ["--name", "shop", "--version", "2.3.0", "--instance", "job-1", "--reads", "city.lat", "city.name"];
  const said = await run(["applications", "heartbeat", ...words, "--every", "30s"], { reportHeartbeat });
  expect(said.sent).toEqual([
    {
      id: "reportHeartbeat",
      params: { name: "shop" },
      body: { version: "2.3.0", instance: "job-1", every: "30s", reads: ["city.lat", "city.name"], writes: [] },
    },
  ]);
  expect(said.text).toBe("shop 2.3.0 counts as live until 2026-01-02T03:04:05.000Z\n");
});

test("applications are listed by version, with live instances and columns", async () => {
  const seen = { environment: null, writes: [], lastSeenAt: "2026-01-02T03:04:05.000Z" };
  const declarations = [
    { ...seen, version: "2.3.0", database: "places", live: 2, reads: ["a.a", "a.b", "a.c", "a.d"] },
    { ...seen, version: "2.2.0", database: null, live: 0, reads: ["city.lat"] },
  ];
  const { text } = await run(["applications", "list"], {
    listApplications: { items: [{ name: "shop", declarations }] },
  });
  expect(text).toMatch(/shop +2\.3\.0 +places +2 +a\.a, a\.b, a\.c and 1 more +none/);
  expect(text).toMatch(/shop +2\.2\.0 +any +0 +city\.lat +none/);
});

test("why names each instance and statement that holds a gate back", async () => {
  const held = {
    code: "old-version",
    message: "shop: instance a (1.0) is not >= 2",
    fix: "Deploy it",
    who: "operator",
  };
  const waiting = [{ code: "gate", message: "shop: instance a (1.0) is not >= 2, and 1 more", since: "x", until: "y" }];
  const steps = [{ gate: { blockers: [held, { ...held, message: "A statement that reads city.lat was called" }] } }];
  const getRollout = { ...ROLLOUT, databaseName: "shop", waiting, steps, stages: [], blockers: {} };
  const missing = new DomainError("not-found", "There is no such migration.");
  const { text } = await run(["why", ID], { getMigration: missing, getRollout });
  expect(text).toContain(
    "go on on shop: not now\n  - shop: instance a (1.0) is not >= 2. Deploy it (operator)\n  - A statement that reads city.lat was called. Deploy it (operator)",
  );
});

test("why prints every cause with who can lift it and how, for a migration by its name and for a rollout by its id", async () => {
  const blocker = { code: "approvals-missing", message: "Start on shop needs 2", fix: "Ask Grace", who: "approver" };
  const target = { databaseName: "shop", blockers: [blocker] };
  const getMigration = { ...MIGRATION, targets: [target], blockers: { submit: [], start: [blocker] } };
  const text = (await run(["why", "coords"], { getMigration })).text;
  expect(text).toContain("submit: nothing is in the way");
  expect(text).toContain("start on shop: not now\n  - Start on shop needs 2. Ask Grace (approver)");

  const stage = { stage: "contract", isAsked: true, blockers: [blocker], against: [] };
  const getRollout = { ...ROLLOUT, databaseName: "shop", stages: [stage], blockers: { pause: [] } };
  const missing = new DomainError("not-found", "There is no such migration.");
  const said = await run(["why", ID, "--json"], { getMigration: missing, getRollout });
  expect(JSON.parse(said.text)).toMatchObject({
    object: "rollout",
    why: [
      { action: "go on", blockers: [] },
      { action: "begin contract", database: "shop", blockers: [blocker] },
      { action: "approve contract", blockers: [] },
      { action: "pause", blockers: [] },
    ],
  });
});

const EXPANDED = {
  source: "sluice: 1\nphases: {}\n",
  valid: true,
  findings: [],
  notes: ["Look at the release notes."],
  plan: null,
  forecast: null,
};

test("an expanded plan goes to standard output, or into its file, and what there is to say beside it", async () => {
  const printed = await run(["expand", "plan.yaml", "--database", "places"], { expandPlan: EXPANDED });
  expect(printed).toMatchObject({ exitCode: EXIT.done, text: EXPANDED.source, written: [] });
  expect(printed.errors).toEqual(["plan.yaml: note: Look at the release notes."]);
  expect(printed.sent.at(-1)?.body).toMatchObject({ source: "sluice: 1", databaseId: ID });

  const put = await run(["expand", "plan.yaml", "--database", "places", "--write"], { expandPlan: EXPANDED });
  expect(put).toMatchObject({ exitCode: EXIT.done, text: "", written: [["plan.yaml", EXPANDED.source]] });
});

test("an operation that is refused writes nothing, and says where it stands", async () => {
  const finding = { rule: "operation-refused", severity: "error", message: "No such table.", line: 6, column: 5 };
  const refused = { ...EXPANDED, source: null, valid: false, findings: [finding], notes: [] };
  const { exitCode, text, errors, written } = await run(["expand", "plan.yaml", "--database", "places", "--write"], {
    expandPlan: refused,
  });
  expect({ exitCode, text, written }).toEqual({ exitCode: EXIT.invalidPlan, text: "", written: [] });
  expect(errors).toEqual([
    "plan.yaml:6:5: error: No such table. [operation-refused]",
    "plan.yaml: no phases were written.",
  ]);
});

test("operations are found by words, and one alone is shown in full", async () => {
  const rest = { engines: ["postgresql"], locks: "Milliseconds.", undo: "Set back.", example: { table: "orders" } };
  const about = (name: string, title: string) => ({ name, title, summary: title, keywords: ["alter"], ...rest });
  const listOperations = { items: [about("set-default", "Set a default"), about("drop-default", "Drop a default")] };
  const all = await run(["operations"], { listOperations });
  expect(all.text).toMatch(/set-default\s+Set a default\ndrop-default\s+Drop a default/);
  const one = await run(["operations", "Set", "alter"], { listOperations });
  expect(one.text).toContain("Locks: Milliseconds.");
  expect(one.text).toContain("- set-default:\n      table: orders");
  await expect(run(["operations", "teleport"], { listOperations })).resolves.toMatchObject({ exitCode: EXIT.notFound });
});
