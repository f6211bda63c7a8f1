import type { SchemaModel } from "#core/analysis/schema-model.ts";
import type { TargetFacts } from "#core/analysis/target-facts.ts";
import type { Finding, Severity } from "#core/domain/finding.ts";
import type { PlanDocument } from "#core/domain/plan-document.ts";
import type { Engine } from "#core/engines/engine.ts";
import type { Catalog } from "./catalog.ts";
import type { CompiledStep } from "./compiled-step.ts";
import type { PlannedSchema } from "./planned-schema.ts";
import type { Path, Place, PlanSource } from "./read-plan-source.ts";
import type { ReadText } from "./read-plan-sql.ts";
import type { PlacedStep } from "./steps-of.ts";

/** All that a check may look at. */
export interface PlanUnderCheck {
  readonly document: PlanDocument;
  readonly source: PlanSource;
  readonly engine: Pick<Engine, "dialect" | "capabilities" | "statements" | "sync" | "analyser"> & {
    readonly ddl: Pick<Engine["ddl"], "indexStatement">;
  };
  readonly texts: readonly ReadText[];
  readonly steps: readonly CompiledStep[];
  /** `null`: no database was looked at. */
  readonly catalog: Catalog | null;
  /** `null`: no database was looked at, and the size of everything is not known. */
  readonly live: LiveFacts | null;
}

/** What a database is like just now, for the rules. */
export interface LiveFacts {
  readonly model: SchemaModel;
  readonly version: number;
  readonly target: TargetFacts;
}

/** One step with the schema as it is when the step begins. */
export interface StepUnderCheck extends PlanUnderCheck {
  readonly placed: PlacedStep;
  readonly compiled: CompiledStep | undefined;
  /** The SQL of this step. */
  readonly own: readonly ReadText[];
  readonly schema: PlannedSchema;
}

export type PlanCheck = (plan: PlanUnderCheck) => readonly Finding[];
export type StepCheck = (step: StepUnderCheck) => readonly Finding[];

export interface Told {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix?: string | undefined;
}

/** A finding on a step: at a path of the source, or inside the text there. */
export function findingAt(
  { placed, source }: Pick<StepUnderCheck, "placed" | "source">,
  /** `key`: the name at the end of the path is what is wrong, not its value. */
  place: { readonly path?: Path; readonly within?: Place; readonly key?: boolean },
  { rule, severity, message, fix }: Told,
): Finding {
  const path = place.path ?? ["phases", placed.phase, placed.index];
  const around = place.key ? source.placeOfKey(path) : source.placeOf(path);
  const at = place.within ? source.placeInText(path, place.within.line, place.within.column) : around;
  return { rule, severity, message, ...(fix === undefined ? {} : { fix }), step: placed.id, ...at };
}
