import type { z } from "zod";
import { planDocument } from "#contracts/plan-document.ts";
import { fieldsAt } from "#contracts/plan-fields.ts";
import type { Finding } from "#core/domain/finding.ts";
import { PHASES } from "#core/domain/phase.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import { type StepId, stepIdOf } from "#core/domain/step-id.ts";
import { STEP_KINDS } from "#core/domain/step-kind.ts";
import { didYouMean } from "#core/plan/did-you-mean.ts";
import { type Path, type PlanSource, readPlanSource } from "#core/plan/read-plan-source.ts";

export interface ParsedPlan {
  readonly document: PlanDocument | null;
  readonly source: PlanSource | null;
  readonly findings: readonly Finding[];
}

/** Reads a plan's text into a document; what is wrong with it is answered with line and column. */
export function parsePlan(text: string): ParsedPlan {
  const { source, findings } = readPlanSource(text);
  if (!source) return { document: null, source, findings };
  const parsed = planDocument.safeParse(source.value);
  if (parsed.success) return { document: parsed.data, source, findings: [] };
  const issues = parsed.error.issues.flatMap((issue) => preciseIssues(issue, source.value, []));
  const all = issues.flatMap(({ issue, path }) => findingsOf(issue, path, source));
  return { document: null, source, findings: withoutTwins(all) };
}

type Issue = z.core.$ZodIssue;
interface PlacedIssue {
  readonly issue: Issue;
  readonly path: Path;
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, part) =>
      typeof inside === "object" && inside !== null ? (inside as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );

/** Of a union only the option counts that the author had begun to write. */
function preciseIssues(issue: Issue, value: unknown, before: Path): readonly PlacedIssue[] {
  const path = [...before, ...issue.path];
  if (issue.code !== "invalid_union") return [{ issue, path }];
  const option = optionOf(path, valueAt(value, path));
  const inner = option === null ? undefined : issue.errors[option];
  return inner ? inner.flatMap((it) => preciseIssues(it, value, path)) : [{ issue, path }];
}

/** In the order of the contract's unions. */
const CHECKS = ["none", "equal", "copy"] as const;

function optionOf(path: Path, value: unknown): number | null {
  if (typeof value !== "object" || value === null) return null;
  const names: readonly string[] = path.at(-1) === "check" ? CHECKS : STEP_KINDS;
  const given = names.filter((name) => name in value);
  return given.length === 1 ? names.indexOf(given[0] ?? "") : null;
}

function stepOf(path: Path): StepId | undefined {
  const phase = PHASES.find((it) => it === path[1]);
  const index = path[2];
  return path[0] === "phases" && phase && typeof index === "number" ? stepIdOf(phase, index) : undefined;
}

function findingsOf(issue: Issue, path: Path, source: PlanSource): readonly Finding[] {
  const step = stepOf(path);
  const finding = (
    rule: string,
    message: string,
    place: { readonly line: number; readonly column: number },
    fix?: string,
  ): Finding => ({
    rule,
    severity: "error",
    message,
    ...(fix === undefined ? {} : { fix }),
    ...(step === undefined ? {} : { step }),
    ...place,
  });
  if (issue.code === "unrecognized_keys" && !(path.length === 3 && kindsIn(valueAt(source.value, path)).length > 1)) {
    const fields = fieldsAt(source.value, path);
    return issue.keys.map((key) => {
      const meant = didYouMean(key, fields);
      const fix = fields.length > 0 ? `Fields that may stand here: ${fields.join(", ")}.` : undefined;
      const message = `Unknown field \`${key}\`${meant ? `, did you mean \`${meant}\`?` : ""}`;
      return finding("unknown-field", message, source.placeOfKey([...path, key]), fix);
    });
  }
  const value = valueAt(source.value, path);
  const name = String(path.at(-1) ?? "plan");
  if (issue.code === "invalid_union" || issue.code === "unrecognized_keys")
    return unionFindings(
      value,
      name,
      (message, fix) => finding("plan-shape", message, source.placeOf(path), fix),
      (key) => {
        const meant = didYouMean(key, STEP_KINDS);
        return meant
          ? finding(
              "unknown-field",
              `Unknown field \`${key}\`, did you mean \`${meant}\`?`,
              source.placeOfKey([...path, key]),
            )
          : null;
      },
    );
  if (value === undefined && path.length > 0) {
    return [finding("missing-field", `\`${name}\` is missing${hintOf(issue)}`, source.placeOf(path.slice(0, -1)))];
  }
  return [finding("plan-shape", `\`${name}\`: ${plainMessage(issue, value)}`, source.placeOf(path))];
}

const kindsIn = (value: unknown) =>
  typeof value === "object" && value !== null ? STEP_KINDS.filter((kind) => kind in value) : [];

function unionFindings(
  value: unknown,
  name: string,
  shape: (message: string, fix?: string) => Finding,
  slip: (key: string) => Finding | null,
): readonly Finding[] {
  const kinds = `A step is one of ${STEP_KINDS.join(", ")}.`;
  if (name === "check")
    return [
      shape(
        "A check says one of `none` (a query that must return no row), `equal` (two queries) and `copy` (two tables)",
      ),
    ];
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [shape("A step is a mapping such as `sql: …`", kinds)];
  const given = kindsIn(value);
  if (given.length > 1)
    return [shape(`This step is both ${given.map((kind) => `\`${kind}\``).join(" and ")}; make a step of each`, kinds)];
  const slips = Object.keys(value).flatMap((key) => slip(key) ?? []);
  return slips.length > 0 ? slips : [shape("This step does not say what it does", kinds)];
}

const hintOf = (issue: Issue): string =>
  issue.code === "invalid_value" ? `; write ${issue.values.map(String).join(" or ")}` : "";

function plainMessage(issue: Issue, value: unknown): string {
  if (issue.code === "invalid_type") return `expected ${NAMES[issue.expected] ?? issue.expected}, not ${kindOf(value)}`;
  if (issue.code === "invalid_value")
    return `must be ${issue.values.map(String).join(" or ")}, not ${JSON.stringify(value)}`;
  return issue.message;
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  array: "a list",
  object: "a mapping",
  int: "a whole number",
  record: "a mapping",
  tuple: "a list",
  number: "a number",
};

function kindOf(value: unknown): string {
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return "a list";
  return (
    { string: "a text", number: "a number", boolean: "a truth value", object: "a mapping" }[typeof value as string] ??
    typeof value
  );
}

const withoutTwins = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((it) => [`${it.line}:${it.column}:${it.message}`, it])).values(),
];
