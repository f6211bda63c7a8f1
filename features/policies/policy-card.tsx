"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type Group, type Policy, type PolicyRuleBody, policyBody } from "#contracts/policy.ts";
import { useMay } from "../session/session-provider.tsx";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { RuleCard } from "./rule-card.tsx";
import { useChangePolicy } from "./use-policies.ts";

const NEW: PolicyRuleBody = {
  environment: "production",
  fromRisk: "high",
  start: { count: 2, least: "approver", groups: [] },
  cutover: null,
  contract: null,
  days: null,
};
const bodyOf = ({ environment, fromRisk, start, cutover, contract, days }: PolicyRuleBody): PolicyRuleBody => ({
  environment,
  fromRisk,
  start,
  cutover,
  contract,
  days,
});

type Draft = PolicyRuleBody & { readonly key: string };
const withKey = (rule: PolicyRuleBody): Draft => ({ ...bodyOf(rule), key: crypto.randomUUID() });

/** Who must approve what: rules by environment and risk, saved as a new version with a reason. */
export function PolicyCard({ policy, groups }: { policy: Policy; groups: readonly Group[] }) {
  const [rules, setRules] = useState<readonly Draft[]>(() => policy.rules.map(withKey));
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  const change = useChangePolicy();
  const mayWrite = useMay("policy.write");
  const refused = useRoleReasons("policy.write");
  const body = { baseVersion: policy.version, reason, rules: rules.map(bodyOf) };
  const parsed = policyBody.safeParse(body);
  const problems = parsed.error?.issues.filter(({ path }) => path[0] !== "reason").map(({ message }) => message) ?? [];
  const put = (key: string, rule: PolicyRuleBody) =>
    setRules(rules.map((it) => (it.key === key ? { ...bodyOf(rule), key } : it)));
  const save = () => {
    setIsTried(true);
    if (parsed.success) change.mutate(parsed.data);
  };
  return (
    <Card aria-labelledby="policy-title">
      <CardHeader>
        <CardTitle id="policy-title">Who must approve</CardTitle>
        <CardDescription>
          {policy.version === 0 ? "As installed: one approver who is not the author" : `Version ${policy.version}`}
        </CardDescription>
      </CardHeader>
      <ul className="divide-y">
        {rules.map((rule) => (
          <RuleCard
            key={rule.key}
            rule={rule}
            groups={groups}
            disabled={!mayWrite}
            onChange={(next) => put(rule.key, next)}
            onRemove={() => setRules(rules.filter((it) => it.key !== rule.key))}
          />
        ))}
      </ul>
      <CardContent className="flex flex-col gap-3 border-t">
        <p className="text-xs text-pretty text-muted-foreground">
          One rule counts for a plan on a database: that of its environment before that of all, then that of the
          greatest risk reached. Nobody approves their own plan. A change voids approvals given under the rule.
        </p>
        {mayWrite ? (
          <>
            <Button size="sm" className="self-start" onClick={() => setRules([...rules, withKey(NEW)])}>
              <Plus />
              Add a rule
            </Button>
            <FormField
              label="Reason of the change"
              hint="Kept in the audit with both versions."
              error={isTried && reason.trim() === "" ? "Say why" : undefined}
            >
              <Input value={reason} maxLength={280} onChange={(event) => setReason(event.target.value)} />
            </FormField>
          </>
        ) : null}
        {isTried && problems.length > 0 ? (
          <Alert tone="danger" live title="Not saved">
            {[...new Set(problems)].join(". ")}
          </Alert>
        ) : null}
        {change.error ? (
          <Alert tone="danger" live title="Not saved">
            {change.error.message}
          </Alert>
        ) : null}
        <ReasonsButton
          variant="primary"
          className="self-start"
          reasons={refused}
          isPending={change.isPending}
          onClick={save}
        >
          Save as version {policy.version + 1}
        </ReasonsButton>
        {policy.history.length > 0 ? (
          <details className="text-xs">
            <summary className="w-fit cursor-pointer rounded-sm font-medium">Versions</summary>
            <ol className="flex flex-col gap-1 pt-1.5 text-muted-foreground">
              {policy.history.map((it) => (
                <li key={it.version}>
                  Version {it.version}, {it.byName}, <RelativeTime at={it.at} />: {it.reason}
                </li>
              ))}
            </ol>
          </details>
        ) : null}
      </CardContent>
    </Card>
  );
}
