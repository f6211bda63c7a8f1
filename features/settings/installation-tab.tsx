"use client";

import { RotateCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { changeSettings } from "#contracts/overview.ts";
import { useMay } from "../session/session-provider.tsx";
import { ThemeCard } from "./theme-card.tsx";
import { type Settings, useChangeSettings, useRotateSecrets, useSettings } from "./use-settings.ts";

function Facts({ settings }: { settings: Settings }) {
  return (
    <Card aria-label="Installation">
      <CardHeader>
        <CardTitle>Installation</CardTitle>
      </CardHeader>
      <CardContent className="py-1">
        <DefinitionList
          items={[
            { term: "Version", value: settings.version },
            { term: "Address", value: settings.url },
            {
              term: "Control database",
              value: (
                <>
                  <code className="text-xs">{settings.controlDatabase}</code>
                  {settings.embedded ? <Badge className="ml-2">embedded</Badge> : null}
                </>
              ),
            },
            { term: "Redis", value: <code className="text-xs">{settings.redis}</code> },
            {
              term: "Workers",
              value:
                settings.workers.length === 0 ? (
                  <span className="font-medium text-danger-ink">None: nothing moves until one is started</span>
                ) : (
                  <ul>
                    {settings.workers.map((it) => (
                      <li key={it.name}>
                        {it.name}, heard of <RelativeTime at={it.heartbeatAt} />
                      </li>
                    ))}
                  </ul>
                ),
            },
            {
              term: "Audit",
              value:
                settings.audit.level === "separate-role" ? (
                  `Append-only: Sluice runs as ${settings.audit.role}, which cannot change it`
                ) : (
                  <>
                    <span className="font-medium text-warning-ink">{settings.audit.weaknesses.join(" ")}</span>{" "}
                    <Link href="/activity" className="underline underline-offset-2">
                      Activity has the SQL that mends it
                    </Link>
                  </>
                ),
            },
            {
              term: "Four eyes",
              value: settings.singlePersonMode
                ? "Single-person mode: you may approve your own plans, and the audit marks it"
                : "Nobody approves their own plan",
            },
          ]}
        />
      </CardContent>
    </Card>
  );
}

function ApprovalDays({ settings }: { settings: Settings }) {
  const change = useChangeSettings();
  const mayWrite = useMay("settings.write");
  const [days, setDays] = useState(String(settings.approvalDays));
  const parsed = changeSettings.body.safeParse({ approvalDays: Number(days) });
  return (
    <Card aria-label="Approvals">
      <CardHeader>
        <CardTitle>Approvals</CardTitle>
      </CardHeader>
      <CardContent>
        <form
          noValidate
          className="flex flex-wrap items-start gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (parsed.success) change.mutate(parsed.data, { onSuccess: () => toast.success("Saved") });
          }}
        >
          <FormField
            label="Days that an approval is good for"
            className="w-full"
            error={parsed.success ? undefined : "A whole number from 1 to 365"}
            hint="After that a plan is reviewed again before it may be started."
          >
            <Input
              inputMode="numeric"
              className="w-28"
              value={days}
              disabled={!mayWrite}
              onChange={(event) => setDays(event.target.value)}
            />
          </FormField>
          <Button
            type="submit"
            variant="primary"
            isPending={change.isPending}
            disabled={!mayWrite || !parsed.success || days === String(settings.approvalDays)}
          >
            Save
          </Button>
        </form>
      </CardContent>
    </Card>
  );
}

function Secrets({ settings }: { settings: Settings }) {
  const rotate = useRotateSecrets();
  const mayWrite = useMay("settings.write");
  const { secretKeys, sealedWithOldKey } = settings;
  return (
    <Card aria-label="Credentials">
      <CardHeader>
        <CardTitle>Credentials</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-col items-start gap-3">
        <CardDescription className="text-pretty">
          Passwords of databases are sealed with the first key of <code>SLUICE_SECRET_KEY</code>. To rotate: put a new
          key before the old one, start web and workers anew, seal all anew here, then take the old key away.
        </CardDescription>
        {sealedWithOldKey > 0 ? (
          <Alert tone="warning" className="w-full">
            {sealedWithOldKey === 1 ? "1 credential is" : `${sealedWithOldKey} credentials are`} still sealed with an
            older key.
          </Alert>
        ) : (
          <p className="text-[0.8125rem]">
            All are sealed with the newest key; {secretKeys === 1 ? "1 key is" : `${secretKeys} keys are`} known.
          </p>
        )}
        {mayWrite ? (
          <Button
            isPending={rotate.isPending}
            onClick={() =>
              rotate.mutate(undefined, {
                onSuccess: ({ resealed }) =>
                  toast.success(resealed === 1 ? "1 credential sealed anew" : `${resealed} credentials sealed anew`),
              })
            }
          >
            <RotateCw /> Seal all anew
          </Button>
        ) : null}
      </CardContent>
    </Card>
  );
}

export function InstallationTab({ initial }: { initial: Settings }) {
  const { data: settings } = useSettings(initial);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-5">
      <div className="min-w-0 lg:col-span-3">
        <Facts settings={settings} />
      </div>
      <div className="flex min-w-0 flex-col gap-5 lg:col-span-2">
        <ApprovalDays settings={settings} key={settings.approvalDays} />
        <Secrets settings={settings} />
        <ThemeCard />
      </div>
    </div>
  );
}
