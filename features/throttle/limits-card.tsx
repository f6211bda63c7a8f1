"use client";

import { SlidersHorizontal } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardDescription, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Throttle } from "#contracts/throttle.ts";
import { SIGNAL_CODES, type SignalCode } from "#core/domain/signal.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { limitText, SIGNAL_WORDS } from "../signal-words.ts";

const LimitDialog = dynamic(() => import("./limit-dialog.tsx").then((it) => it.LimitDialog), { ssr: false });

/** Their limits are set beside what they ask. */
const PROBES: readonly SignalCode[] = ["sql_probe", "http_probe"];

function Limit({ code, throttle }: { code: SignalCode; throttle: Throttle }) {
  const own = throttle.settings.limits[code];
  const standard = throttle.defaults[code];
  const applies = own ?? standard;
  return (
    <>
      {applies === "off" ? <Badge tone="warning">off</Badge> : null}
      {applies === "off" ? null : <span className="text-pretty">{limitText(code, applies ?? NONE)}</span>}
      {own === undefined ? null : (
        <span className="block text-xs text-muted-foreground">
          {standard ? `Default: ${limitText(code, standard)}` : "No default"}
        </span>
      )}
    </>
  );
}

function LimitRow({ code, throttle, onEdit }: { code: SignalCode; throttle: Throttle; onEdit: () => void }) {
  const { label, about } = SIGNAL_WORDS[code];
  const refused = useRoleReasons("throttle.write");
  return (
    <TableRow>
      <TableCell className="align-top">
        <span className="font-medium">{label}</span>
        <span className="block text-xs text-pretty text-muted-foreground">{about}</span>
        <span className="block pt-1 sm:hidden">
          <Limit code={code} throttle={throttle} />
        </span>
      </TableCell>
      <TableCell className="hidden align-top sm:table-cell">
        <Limit code={code} throttle={throttle} />
      </TableCell>
      <TableCell className="hidden align-top sm:table-cell">
        {throttle.settings.limits[code] === undefined ? (
          <span className="text-muted-foreground">default</span>
        ) : (
          <Badge tone="info">own</Badge>
        )}
      </TableCell>
      <TableCell className="text-right align-top">
        <ReasonsButton size="xs" reasons={refused} onClick={onEdit} aria-label={`Change the limit of ${label}`}>
          Change…
        </ReasonsButton>
      </TableCell>
    </TableRow>
  );
}
const NONE = { slow: null, stop: null, resume: null };

/** From which value on each signal slows and stops backfills of this database. */
export function LimitsCard({ databaseId, throttle }: { databaseId: string; throttle: Throttle }) {
  const [editing, setEditing] = useState<SignalCode | null>(null);
  const codes = SIGNAL_CODES.filter(
    (code) => !PROBES.includes(code) && (throttle.defaults[code] || throttle.settings.limits[code]),
  );
  return (
    <Card aria-labelledby="limits-title">
      <CardHeader>
        <CardTitle id="limits-title">
          <SlidersHorizontal aria-hidden className="size-4 text-muted-foreground" />
          Limits
        </CardTitle>
        <CardDescription>From which value on backfills are slower, and stand still.</CardDescription>
      </CardHeader>
      <Table aria-label="Limits">
        <TableHeader>
          <tr>
            <TableHead>Signal</TableHead>
            <TableHead className="hidden sm:table-cell">Limit</TableHead>
            <TableHead className="hidden sm:table-cell">Whose</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {codes.map((code) => (
            <LimitRow key={code} code={code} throttle={throttle} onEdit={() => setEditing(code)} />
          ))}
        </TableBody>
      </Table>
      {editing ? (
        <LimitDialog databaseId={databaseId} code={editing} throttle={throttle} onClose={() => setEditing(null)} />
      ) : null}
    </Card>
  );
}
