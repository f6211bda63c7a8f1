"use client";

import { FlaskConical } from "lucide-react";
import { useId } from "react";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Label } from "#components/ui/label.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { type Throttle, throttleSettings } from "#contracts/throttle.ts";
import { LimitFields } from "./limit-fields.tsx";
import { type LimitTexts, limitTexts, readLimit } from "./limit-texts.ts";
import { SettingsSection } from "./settings-section.tsx";
import { useDraft } from "./use-draft.ts";
import { useChangeThrottle } from "./use-throttle.ts";

type Settings = Throttle["settings"];
const parts = throttleSettings.pick({ sqlProbe: true, httpProbe: true });

const draftOf = ({ sqlProbe, httpProbe }: Settings) => ({
  sql: { isOn: sqlProbe !== null, query: sqlProbe?.query ?? "", limit: limitTexts(sqlProbe?.limit ?? null, "count") },
  http: {
    isOn: httpProbe !== null,
    url: httpProbe?.url ?? "",
    pointer: httpProbe?.pointer ?? "",
    limit: limitTexts(httpProbe?.limit ?? null, "count"),
  },
});

function Toggle({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-2.5">
      <Switch id={id} checked={isOn} onCheckedChange={onChange} />
      <Label htmlFor={id}>{label}</Label>
    </div>
  );
}

function ProbeLimit({ texts, onChange }: { texts: LimitTexts; onChange: (texts: LimitTexts) => void }) {
  const { problems } = readLimit(texts, "count", null);
  return <LimitFields texts={texts} isFalling={null} problems={problems} onChange={onChange} />;
}

/** Questions of the team's own: a number off the database, a number off a monitoring system. */
export function ProbesCard({ databaseId, settings }: { databaseId: string; settings: Settings }) {
  const { draft, isChanged, put, reset } = useDraft(draftOf(settings));
  const change = useChangeThrottle(databaseId);
  const { sql, http } = draft;
  const parsed = parts.safeParse({
    sqlProbe: sql.isOn ? { query: sql.query, limit: readLimit(sql.limit, "count", null).limit } : null,
    httpProbe: http.isOn
      ? { url: http.url.trim(), pointer: http.pointer.trim(), limit: readLimit(http.limit, "count", null).limit }
      : null,
  });
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path.join(".")));
  return (
    <SettingsSection
      title="Probes"
      description="Numbers of your own that slow or stop backfills like any other signal."
      icon={FlaskConical}
      isChanged={isChanged}
      isSavable={parsed.success}
      isPending={change.isPending}
      error={change.error}
      onSave={() => parsed.success && change.mutate(parsed.data, { onSuccess: reset })}
      onPutBack={reset}
    >
      <Toggle label="SQL probe" isOn={sql.isOn} onChange={(isOn) => put({ sql: { ...sql, isOn } })} />
      {sql.isOn ? (
        <>
          <FormField
            label="Query"
            hint="Returns one number; asked on this database."
            error={wrong.has("sqlProbe.query") && sql.query !== "" ? "At most 2,000 characters" : undefined}
          >
            <Textarea
              rows={2}
              spellCheck={false}
              value={sql.query}
              placeholder="SELECT count(*) FROM job_queue WHERE state = 'waiting'"
              onChange={(event) => put({ sql: { ...sql, query: event.target.value } })}
              className="font-mono text-xs"
            />
          </FormField>
          <ProbeLimit texts={sql.limit} onChange={(limit) => put({ sql: { ...sql, limit } })} />
        </>
      ) : null}
      <hr />
      <Toggle label="HTTP probe" isOn={http.isOn} onChange={(isOn) => put({ http: { ...http, isOn } })} />
      {http.isOn ? (
        <>
          <FormField
            label="URL"
            hint="Answers a number, or JSON with one in it. The worker asks it."
            error={wrong.has("httpProbe.url") && http.url !== "" ? "An http or https URL" : undefined}
          >
            <Input
              value={http.url}
              placeholder="https://metrics.example.com/api/lag"
              onChange={(event) => put({ http: { ...http, url: event.target.value } })}
              className="font-mono text-xs"
            />
          </FormField>
          <FormField label="Pointer" isOptional hint="Where the number is in the JSON (RFC 6901): /data/0/value">
            <Input
              value={http.pointer}
              onChange={(event) => put({ http: { ...http, pointer: event.target.value } })}
              className="max-w-72 font-mono text-xs"
            />
          </FormField>
          <ProbeLimit texts={http.limit} onChange={(limit) => put({ http: { ...http, limit } })} />
        </>
      ) : null}
    </SettingsSection>
  );
}
