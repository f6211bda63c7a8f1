"use client";

import { ClipboardCheck } from "lucide-react";
import { useState } from "react";
import { ChooseField } from "#components/data/choose-field.tsx";
import { ReasonList, ReasonsButton } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Rollout } from "#contracts/rollout.ts";
import { STAGE_LABELS } from "#core/domain/approvals/stage.ts";
import { useApproveStage } from "./use-command-rollout.ts";

const SELF = "self";

/** A rollout that waits before a stage: how many have approved, who still may, and the button. */
export function StageCard({ rollout, stage }: { rollout: Rollout; stage: Rollout["stages"][number] }) {
  const [comment, setComment] = useState("");
  const [place, setPlace] = useState(SELF);
  const approve = useApproveStage(rollout.id);
  if (stage.stage === "start") return null;
  const name = stage.stage;
  const instead = stage.standsInFor.find(({ id }) => id === place);
  return (
    <section
      aria-labelledby={`stage-${stage.stage}`}
      className="rounded-lg border border-warning/50 bg-warning-soft p-4 shadow-card"
    >
      <div className="flex items-start gap-3">
        <ClipboardCheck aria-hidden className="mt-0.5 size-5 shrink-0 text-warning-ink" />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <div>
            <p className="text-xs font-medium text-warning-ink">
              {stage.given.length} of {stage.required} approvals
              {stage.given.length > 0 ? `: ${stage.given.map((it) => it.name).join(", ")}` : ""}
            </p>
            <h2 id={`stage-${stage.stage}`} className="text-base font-semibold text-pretty">
              {STAGE_LABELS[stage.stage]} waits for approval
            </h2>
          </div>
          <ReasonList reasons={stage.blockers} />
          {stage.standsInFor.length > 0 ? (
            <ChooseField
              label="Decide"
              hint="Somebody delegated their place in the policy to you."
              value={instead ? place : SELF}
              options={[
                { value: SELF, label: "for myself" },
                ...stage.standsInFor.map(({ id, name: other }) => ({ value: id, label: `in the place of ${other}` })),
              ]}
              onChange={setPlace}
            />
          ) : null}
          <FormField
            label="Comment"
            isOptional
            hint="Kept with what you see now: the steps, their evidence, the schema."
          >
            <Textarea value={comment} maxLength={4000} rows={2} onChange={(event) => setComment(event.target.value)} />
          </FormField>
          {approve.error ? <Alert tone="danger" live title={approve.error.message} /> : null}
          <div>
            <ReasonsButton
              variant="primary"
              size="lg"
              reasons={instead ? instead.blockers : stage.against}
              consequence="The rollout goes on when enough people have approved"
              isPending={approve.isPending}
              onClick={() =>
                approve.mutate(
                  { stage: name, digest: rollout.digest, comment, ...(instead ? { forId: instead.id } : {}) },
                  { onSuccess: () => setComment("") },
                )
              }
            >
              Approve: {STAGE_LABELS[stage.stage]}
            </ReasonsButton>
          </div>
        </div>
      </div>
    </section>
  );
}
