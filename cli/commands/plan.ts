import type { Command } from "commander";
import type { z } from "zod";
import { type Finding, validatePlan } from "#contracts/plan.ts";
import type { Cli } from "../cli.ts";
import { EXIT } from "../exit-code.ts";
import { findDatabase } from "../find.ts";
import { type JsonOption, print } from "../print.ts";

interface ValidateOptions extends JsonOption {
  readonly file: string;
  readonly database?: string;
}

/** As compilers write it, so that editors can jump there. */
export function findingLine(file: string, { severity, message, fix, line, column, rule, suppressed }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}${column === undefined ? "" : `:${column}`}`;
  if (suppressed !== undefined) return `${place}: accepted: ${message}. Because: ${suppressed} [${rule}]`;
  return `${place}: ${severity}: ${message}${fix === undefined ? "" : ` ${fix}`} [${rule}]`;
}

function textOf(file: string, { valid, findings, plan }: z.output<typeof validatePlan.response>): string {
  const steps = plan?.phases.reduce((sum, phase) => sum + phase.steps.length, 0) ?? 0;
  const against = plan?.checkedAgainst
    ? `, checked against ${plan.checkedAgainst.name}`
    : ", names not checked against a database";
  const verdict = valid ? `${file} is valid: ${steps} steps${against}.` : `${file} is not valid.`;
  return [...findings.map((finding) => findingLine(file, finding)), verdict].join("\n");
}

export function planCommand(program: Command, cli: Cli): void {
  const noun = program.command("plan").description("Plan documents");
  noun
    .command("validate")
    .description("Check a plan document; saves nothing. Exit code 5 when it is not valid")
    .requiredOption("-f, --file <plan>", "plan document in YAML or JSON; - reads standard input")
    .option("--database <database>", "check names and sizes against this database too")
    .option("--json", "print JSON")
    .action(async ({ file, database, ...options }: ValidateOptions) => {
      const source = await cli.readText(file);
      const api = await cli.api();
      const where = database === undefined ? {} : { databaseId: (await findDatabase(api, database)).id };
      const result = await api.call(validatePlan, { body: { source, ...where } });
      print(cli.terminal, options, result, (it) => textOf(file, it));
      if (!result.valid) cli.exitWith(EXIT.invalidPlan);
    });
}
