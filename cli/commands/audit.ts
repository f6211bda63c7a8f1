import { type Command, InvalidArgumentError, Option } from "commander";
import * as contract from "#contracts/audit.ts";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit-code.ts";
import { type JsonOption, number, print } from "../print.ts";
import { type FileVerification, verifyAuditFile } from "../verify-audit-file.ts";

interface VerifyOptions extends JsonOption {
  readonly head?: contract.ChainHead;
  readonly file?: readonly string[];
  readonly filtered?: boolean;
}

interface ExportOptions {
  readonly format: "csv" | "jsonl";
  readonly actor?: string;
  readonly action?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
}

function headOf(text: string): contract.ChainHead {
  const [seq, hash] = text.split(":");
  const head = contract.chainHead.safeParse({ seq: Number(seq), hash });
  if (head.success) return head.data;
  throw new InvalidArgumentError("It is written as number:hash, as verify prints it.");
}

function verdict({ broken, count, head }: FileVerification): string {
  if (broken) return `BROKEN: ${broken.message}`;
  if (!head) return "Intact: the audit is empty.";
  return `Intact: ${number(count)} ${count === 1 ? "entry" : "entries"}, head ${head.seq}:${head.hash}`;
}

const protectionOf = ({ level, weaknesses, sql, role }: contract.AuditProtection): string =>
  level === "separate-role"
    ? `Sluice runs as ${role}, which cannot change the audit.`
    : [...weaknesses, "As the owner of the control database, run (docs/operate.md says the rest):", sql ?? ""].join(
        "\n",
      );

async function verifyFiles(cli: Cli, options: VerifyOptions, files: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(files.map((file) => cli.readText(file)));
  const text = texts.join("\n");
  const found = verifyAuditFile(text, options.filtered ?? false);
  const { head } = options;
  const isThere = !head || text.includes(`"hash":"${head.hash}"`);
  const broken = found.broken ?? (isThere || !head ? null : notInFile(head));
  const result = { ...found, intact: broken === null, broken };
  print(cli.terminal, options, result, verdict);
  return result.intact;
}

const notInFile = ({ seq, hash }: contract.ChainHead): contract.ChainBreak => ({
  seq,
  kind: "rewritten",
  message: `No entry of the file has the hash that was written down for ${seq} (${hash.slice(0, 12)}…).`,
});

async function verifyServer(cli: Cli, options: VerifyOptions): Promise<boolean> {
  const body = options.head ? { head: options.head } : {};
  const found = await (await cli.api()).call(contract.verifyAudit, { body });
  print(cli.terminal, options, found, (it) => `${verdict(it)}\n${protectionOf(it.protection)}`);
  return found.intact;
}

export function auditCommand(program: Command, cli: Cli): void {
  const noun = program.command("audit").description("Who did what, and whether it is as it was written");
  noun
    .command("verify")
    .description("Compute every hash of the audit anew. Exit code 12 when it was tampered with")
    .option("--head <number:hash>", "a head that was written down earlier; it must still be there", headOf)
    .option("--file <files...>", "verify exported JSON lines instead, without a server; - reads standard input")
    .option("--filtered", "with --file: the export was filtered, numbers may be missing")
    .option("--json", "print JSON")
    .action(async (options: VerifyOptions) => {
      const isIntact = await (options.file ? verifyFiles(cli, options, options.file) : verifyServer(cli, options));
      if (!isIntact) cli.exitWith(EXIT.auditBroken);
    });
  noun
    .command("export")
    .description("Print the audit, newest first, with numbers and hashes; written down as an entry itself")
    .addOption(
      new Option("--format <format>", "for a spreadsheet or a program").choices(["csv", "jsonl"]).default("jsonl"),
    )
    .option("--actor <name>", "by whom")
    .option("--action <action>", "what, such as rollout.pause")
    .option("--object-type <type>", "on what kind of object")
    .option("--object-id <id>", "on which object")
    .option("--from <time>", "not before, as 2026-01-31T00:00:00Z")
    .option("--to <time>", "not after")
    .option("--text <text>", "search in names and reasons")
    .option("--json", "JSON lines, as --format jsonl")
    .action(async ({ json, ...query }: ExportOptions & JsonOption) => {
      const asked = json ? { ...query, format: "jsonl" as const } : query;
      cli.terminal.write(await (await cli.api()).call(contract.exportAudit, { query: asked }));
    });
}
