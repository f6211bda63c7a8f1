import { lintConfig } from "#contracts/lint-config.ts";
import type { LintSettings } from "#core/lint/lint-settings.ts";
import { didYouMean } from "#core/plan/did-you-mean.ts";
import { type Path, type Place, type PlanSource, readPlanSource } from "#core/plan/read-plan-source.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-code.ts";

const FIELDS = Object.keys(lintConfig.shape);
const SUPPRESSION_FIELDS = Object.keys(lintConfig.shape.suppressions.unwrap().element.shape);

/** Reads the text of `sluice-lint.yaml`. @throws CliError naming the place and what was probably meant. */
export function readLintSettings(path: string, text: string, rules: readonly string[]): LintSettings {
  if (text.replaceAll(/#.*$/gm, "").trim() === "") return settingsOf({});
  const { source, findings } = readPlanSource(text);
  if (!source) {
    const { message = "cannot be read", line = 1, column = 1 } = findings[0] ?? {};
    throw refusal(path, { line, column }, message.replace("The plan", "The file"));
  }
  const parsed = lintConfig.safeParse(source.value);
  if (!parsed.success) throw refused(path, source, parsed.error.issues);
  refuseUnknownRules(path, source, parsed.data, rules);
  return settingsOf(parsed.data);
}

function settingsOf(config: Parameters<typeof refuseUnknownRules>[2] | Record<string, never>): LintSettings {
  const parsed = lintConfig.parse(config);
  const { "postgresql-version": postgresVersion, "fail-on": failOn, "free-disk": freeDisk, ...rest } = parsed;
  return { ...rest, postgresVersion, failOn, freeBytes: freeDisk === undefined ? undefined : bytesOf(freeDisk) };
}

const UNIT: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };
const bytesOf = (amount: string): number => Number.parseFloat(amount) * (UNIT[amount.slice(-2)] ?? 1);

const refusal = (path: string, { line, column }: Place, message: string): CliError =>
  new CliError(`${path}:${line}:${column}: ${message}`, EXIT.usage);

const unknown = (what: string, name: string, known: readonly string[]): string => {
  const meant = didYouMean(name, known);
  return `Unknown ${what} \`${name}\`${meant ? `, did you mean \`${meant}\`?` : "."}`;
};

type Issues = NonNullable<ReturnType<typeof lintConfig.safeParse>["error"]>["issues"];

/** All that is wrong, a line each. */
function refused(path: string, source: PlanSource, issues: Issues): CliError {
  const lines = issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      const known = issue.path.length > 0 ? SUPPRESSION_FIELDS : FIELDS;
      return issue.keys.map((key) =>
        told(
          path,
          source.placeOfKey([...issue.path, key]),
          `${unknown("field", key, known)} Fields: ${known.join(", ")}.`,
        ),
      );
    }
    const name = issue.path.length > 0 ? `\`${issue.path.join(".")}\`: ` : "";
    return [told(path, source.placeOf(issue.path), `${name}${issue.message}`)];
  });
  return new CliError(lines.join("\n"), EXIT.usage);
}

const told = (path: string, { line, column }: Place, message: string): string =>
  `${path}:${line}:${column}: ${message}`;

function refuseUnknownRules(
  path: string,
  source: PlanSource,
  config: {
    readonly rules: Readonly<Record<string, unknown>>;
    readonly suppressions: readonly { readonly rule: string }[];
  },
  rules: readonly string[],
): void {
  const used: readonly (readonly [string, Path, "key" | "value"])[] = [
    ...Object.keys(config.rules).map((rule) => [rule, ["rules", rule], "key"] as const),
    ...config.suppressions.map(({ rule }, at) => [rule, ["suppressions", at, "rule"], "value"] as const),
  ];
  const lines = used
    .filter(([rule]) => !rules.includes(rule))
    .map(([rule, at, where]) =>
      told(
        path,
        where === "key" ? source.placeOfKey(at) : source.placeOf(at),
        `${unknown("rule", rule, rules)} All rules: docs/rules.md.`,
      ),
    );
  if (lines.length > 0) throw new CliError(lines.join("\n"), EXIT.usage);
}
