"use client";

import { Trash2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Group, PolicyRuleBody } from "#contracts/policy.ts";
import type { Risk } from "#core/domain/approvals/approval-policy.ts";
import { STAGES } from "#core/domain/approvals/stage.ts";
import { Choice } from "./choice.tsx";
import { RequirementFields } from "./requirement-fields.tsx";

const PLACES = {
  any: "all environments",
  production: "production",
  staging: "staging",
  development: "development",
  demo: "demo",
} as const;
const RISK_WORDS: Record<Risk, string> = { low: "every plan", medium: "medium risk or higher", high: "high risk" };

/** Without it some plans would have no rule at all. */
const isBasis = ({ environment, fromRisk }: PolicyRuleBody): boolean => environment === null && fromRisk === "low";

/** One rule of the policy as a form. */
export function RuleCard({
  rule,
  groups,
  disabled,
  onChange,
  onRemove,
}: {
  rule: PolicyRuleBody;
  groups: readonly Group[];
  disabled: boolean;
  onChange: (rule: PolicyRuleBody) => void;
  onRemove: () => void;
}) {
  const basis = isBasis(rule);
  return (
    <li className="flex flex-col gap-3 px-4 py-4">
      <div className="flex flex-wrap items-end gap-3">
        <FormField label="Where" className="w-40">
          <Choice
            value={rule.environment ?? "any"}
            options={PLACES}
            disabled={disabled || basis}
            onChange={(where) => onChange({ ...rule, environment: where === "any" ? null : where })}
          />
        </FormField>
        <FormField label="Which plans" className="w-48">
          <Choice
            value={rule.fromRisk}
            options={RISK_WORDS}
            disabled={disabled || basis}
            onChange={(fromRisk) => onChange({ ...rule, fromRisk })}
          />
        </FormField>
        <FormField label="Good for days" isOptional className="w-36">
          <Input
            type="number"
            min={1}
            max={365}
            placeholder="as installed"
            value={rule.days ?? ""}
            disabled={disabled}
            onChange={(event) =>
              onChange({ ...rule, days: event.target.value === "" ? null : Number(event.target.value) })
            }
          />
        </FormField>
        {basis || disabled ? null : (
          <Button variant="danger-outline" size="sm" className="ml-auto" onClick={onRemove}>
            <Trash2 />
            Remove
          </Button>
        )}
      </div>
      <div className="grid gap-3 md:grid-cols-3">
        {STAGES.map((stage) => (
          <RequirementFields
            key={stage}
            stage={stage}
            value={rule[stage]}
            groups={groups}
            disabled={disabled}
            onChange={(value) => onChange({ ...rule, [stage]: value ?? (stage === "start" ? rule.start : null) })}
          />
        ))}
      </div>
    </li>
  );
}
