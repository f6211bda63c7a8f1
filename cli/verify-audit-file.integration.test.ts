import { expect, test } from "vitest";
import * as contract from "#contracts/audit.ts";
import { writeAudit } from "#server/audit/write-audit.ts";
import { SYSTEM } from "#server/auth/actor.ts";
import { callRoute } from "#test/call-route.ts";
import { serveWith, testContainer } from "#test/container.ts";
import { bearer } from "#test/people.ts";
import type { Api } from "./api.ts";
import { EXIT } from "./exit-code.ts";
import { runCli } from "./run-cli.ts";

async function exported() {
  const deps = await testContainer();
  serveWith(deps);
  for (let n = 1; n <= 6; n++)
    await deps.prisma.$transaction((tx) =>
      writeAudit(tx, SYSTEM, {
        action: n % 2 ? "thing.make" : "thing.break",
        objectType: "thing",
        objectId: null,
        objectName: `Ωmega "${n}"\n`,
        after: { n: n / 8, big: 1e21, "10": 1, é: [null, {}] },
      }),
    );
  const headers = await bearer(deps, null, "owner");
  const take = async (query: object) =>
    (await callRoute(contract.exportAudit, { headers, query: { format: "jsonl", ...query } })).text;
  return { all: await take({}), filtered: await take({ action: "thing.make" }) };
}

async function verify(text: string, ...more: readonly string[]) {
  let output = "";
  const exitCode = await runCli(["audit", "verify", "--file", "x.jsonl", "--json", ...more], (exitWith) => ({
    api: (): Promise<Api> => Promise.reject(new Error("no server is asked")),
    terminal: {
      isInteractive: false,
      write: (it) => {
        output += it;
      },
      complain: (it) => {
        output += it;
      },
      confirm: async () => false,
    },
    readText: async () => text,
    writeText: async () => undefined,
    sleep: async () => undefined,
    now: () => 0,
    exitWith,
  }));
  return { exitCode, ...JSON.parse(output) };
}

test("an export is verified without a server, in any order, and each kind of tampering is found", async () => {
  const { all, filtered } = await exported();
  const lines = all.trimEnd().split("\n");
  const oldest = lines.toReversed();
  await expect(verify(all)).resolves.toMatchObject({ exitCode: EXIT.done, intact: true, count: 6, head: { seq: 6 } });
  await expect(verify(oldest.join("\n"))).resolves.toMatchObject({ exitCode: EXIT.done, intact: true });
  const { head } = await verify(all);
  await expect(verify(all, "--head", `6:${head.hash}`)).resolves.toMatchObject({ intact: true });
  await expect(verify(all, "--head", `6:${"a".repeat(64)}`)).resolves.toMatchObject({ broken: { kind: "rewritten" } });

  const without = (seq: number) => oldest.filter((_, at) => at !== seq - 1).join("\n");
  const broken = { exitCode: EXIT.auditBroken, intact: false };
  await expect(verify(without(3))).resolves.toMatchObject({ ...broken, broken: { seq: 3, kind: "missing" } });
  await expect(verify(all.replace("0.25", "0.26"))).resolves.toMatchObject({
    ...broken,
    broken: { seq: 2, kind: "changed" },
  });
  const swapped = all.replace('"seq":4', '"seq":x').replace('"seq":5', '"seq":4').replace('"seq":x', '"seq":5');
  await expect(verify(swapped)).resolves.toMatchObject({ ...broken, broken: { seq: 4, kind: "reordered" } });

  await expect(verify(filtered)).resolves.toMatchObject({ ...broken, broken: { seq: 2, kind: "missing" } });
  await expect(verify(filtered, "--filtered")).resolves.toMatchObject({ exitCode: EXIT.done, intact: true, count: 3 });
  await expect(verify(filtered.replace("0.375", "0.4"), "--filtered")).resolves.toMatchObject({ broken: { seq: 3 } });
  await expect(verify("{}")).resolves.toMatchObject({ exitCode: EXIT.usage });
});
