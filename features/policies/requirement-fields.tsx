"use client";

import { Input } from "#components/ui/input.tsx";
import type { Group, PolicyRuleBody } from "#contracts/policy.ts";
import { STAGE_LABELS, type Stage } from "#core/domain/approvals/stage.ts";
import { Choice } from "./choice.tsx";

type Requirement = PolicyRuleBody["start"];

const WHO = { approver: "approvers and owners", owner: "owners only" } as const;
const ANY: Requirement = { count: 1, least: "approver", groups: [] };

/** How many, out of whom, for one stage of a rule. */
export function RequirementFields({
  stage,
  value,
  groups,
  disabled,
  onChange,
}: {
  stage: Stage;
  value: Requirement | null;
  groups: readonly Group[];
  disabled: boolean;
  onChange: (value: Requirement | null) => void;
}) {
  const label = STAGE_LABELS[stage];
  const toggle = (id: string) =>
    value &&
    onChange({
      ...value,
      groups: value.groups.includes(id) ? value.groups.filter((it) => it !== id) : [...value.groups, id],
    });
  return (
    <fieldset className="flex min-w-0 flex-col gap-2 rounded-md border px-3 pt-1 pb-3">
      <legend className="px-1 text-xs font-medium">{label}</legend>
      {stage === "start" ? null : (
        <label className="flex items-center gap-2 text-[0.8125rem]">
          <input
            type="checkbox"
            className="size-4 accent-primary"
            checked={value !== null}
            disabled={disabled}
            onChange={() => onChange(value === null ? ANY : null)}
          />
          approved separately
        </label>
      )}
      {value ? (
        <>
          <div className="flex flex-wrap items-center gap-2 text-[0.8125rem]">
            <Input
              aria-label={`How many approve: ${label}`}
              type="number"
              min={1}
              max={20}
              className="w-16"
              value={value.count}
              disabled={disabled}
              onChange={(event) => onChange({ ...value, count: Number(event.target.value) })}
            />
            of
            <Choice
              aria-label={`Who approves: ${label}`}
              className="w-48"
              value={value.least}
              options={WHO}
              disabled={disabled}
              onChange={(least) => onChange({ ...value, least })}
            />
          </div>
          {groups.length > 0 ? (
            <div className="flex flex-wrap gap-x-4 gap-y-1.5 text-[0.8125rem]">
              <span className="text-xs text-muted-foreground">in one of</span>
              {groups.map(({ id, name }) => (
                <label key={id} className="flex items-center gap-1.5">
                  <input
                    type="checkbox"
                    className="size-4 accent-primary"
                    checked={value.groups.includes(id)}
                    disabled={disabled}
                    onChange={() => toggle(id)}
                  />
                  {name}
                </label>
              ))}
            </div>
          ) : null}
        </>
      ) : null}
    </fieldset>
  );
}
