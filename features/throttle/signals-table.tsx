"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { formatDuration } from "#components/data/figures.ts";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { JudgedReading } from "#contracts/throttle.ts";
import type { SignalCode } from "#core/domain/signal.ts";
import { useRoleReasons } from "../session/use-role-reasons.ts";
import { formatQuantity, limitText, SIGNAL_WORDS } from "../signal-words.ts";
import { StandingBadge } from "./standing-badge.tsx";

const OverrideDialog = dynamic(() => import("./override-dialog.tsx").then((it) => it.OverrideDialog), { ssr: false });

const RANKS: Record<JudgedReading["standing"], number> = {
  stop: 0,
  unknown: 1,
  slow: 2,
  overridden: 3,
  good: 4,
  off: 5,
};

/** Old enough that a person should look twice. */
const OLD_SECONDS = 15;

function Age({ seconds }: { seconds: number | null }) {
  if (seconds === null) return <span className="text-muted-foreground">never</span>;
  return (
    <span className={seconds > OLD_SECONDS ? "font-medium text-warning-ink" : undefined}>
      {seconds < 1 ? "now" : `${formatDuration(Math.floor(seconds) * 1000).replace(".0 ", " ")} ago`}
    </span>
  );
}

function About({ reading }: { reading: JudgedReading }) {
  return (
    <>
      <span className="font-medium">{SIGNAL_WORDS[reading.code].label}</span>{" "}
      <span className="font-mono text-xs break-words text-muted-foreground">{reading.host}</span>
      {reading.detail ? <span className="block text-xs text-pretty">{reading.detail}</span> : null}
      {reading.problem ? <span className="block text-xs text-pretty text-danger-ink">{reading.problem}</span> : null}
    </>
  );
}

const valueText = ({ value, unit }: JudgedReading): string => (value === null ? "–" : formatQuantity(value, unit));
const limitOf = ({ limit, unit, code }: JudgedReading): string => (limit ? limitText(code, limit, unit) : "no limit");

interface RowProps {
  readonly reading: JudgedReading;
  readonly onOverride: () => void;
}

/** Only what has an effect can be put aside. */
function PutAside({ reading, onOverride }: RowProps) {
  const refused = useRoleReasons("throttle.override");
  const isEffective = reading.kind !== "warn" && reading.standing !== "off" && reading.standing !== "overridden";
  if (!isEffective) return null;
  return (
    <ReasonsButton
      size="xs"
      reasons={refused}
      onClick={onOverride}
      aria-label={`Put aside ${SIGNAL_WORDS[reading.code].label} ${reading.host}`}
    >
      Put aside…
    </ReasonsButton>
  );
}

function WideRow(props: RowProps) {
  const { reading } = props;
  return (
    <TableRow>
      <TableCell className="align-top">
        <About reading={reading} />
      </TableCell>
      <TableCell className="text-right align-top whitespace-nowrap nums">{valueText(reading)}</TableCell>
      <TableCell className="align-top text-xs text-pretty text-muted-foreground">{limitOf(reading)}</TableCell>
      <TableCell className="align-top">
        <StandingBadge reading={reading} />
      </TableCell>
      <TableCell className="align-top text-xs whitespace-nowrap nums">
        <Age seconds={reading.ageSeconds} />
      </TableCell>
      <TableCell className="text-right align-top">
        <PutAside {...props} />
      </TableCell>
    </TableRow>
  );
}

function NarrowRow(props: RowProps) {
  const { reading } = props;
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5 text-[0.8125rem]">
      <div className="flex items-start justify-between gap-3">
        <p className="min-w-0">
          <About reading={reading} />
        </p>
        <StandingBadge reading={reading} />
      </div>
      <p className="text-xs text-pretty text-muted-foreground nums">
        <span className="font-medium text-foreground">{valueText(reading)}</span>, {limitOf(reading)}
      </p>
      <div className="flex items-center justify-between gap-3 text-xs nums">
        <span>
          read <Age seconds={reading.ageSeconds} />
        </span>
        <PutAside {...props} />
      </div>
    </li>
  );
}

const HEADS = ["Signal", "Value", "Limit", "Now", "Read"] as const;

/** What is read off the database, against its limits, worst first. */
export function SignalsTable({ databaseId, readings }: { databaseId: string; readings: readonly JudgedReading[] }) {
  const [overriding, setOverriding] = useState<SignalCode | null>(null);
  const sorted = readings.toSorted((a, b) => RANKS[a.standing] - RANKS[b.standing]);
  const propsOf = (reading: JudgedReading) => ({
    key: `${reading.code} ${reading.host}`,
    reading,
    onOverride: () => setOverriding(reading.code),
  });
  return (
    <>
      <ul aria-label="Signals" className="divide-y md:hidden">
        {sorted.map((it) => {
          const { key, ...props } = propsOf(it);
          return <NarrowRow key={key} {...props} />;
        })}
      </ul>
      <div className="hidden md:block">
        <Table aria-label="Signals">
          <TableHeader>
            <tr>
              {HEADS.map((it) => (
                <TableHead key={it} className={it === "Value" ? "text-right" : undefined}>
                  {it}
                </TableHead>
              ))}
              <TableHead>
                <span className="sr-only">Actions</span>
              </TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {sorted.map((it) => {
              const { key, ...props } = propsOf(it);
              return <WideRow key={key} {...props} />;
            })}
          </TableBody>
        </Table>
      </div>
      {overriding ? (
        <OverrideDialog databaseId={databaseId} code={overriding} onClose={() => setOverriding(null)} />
      ) : null}
    </>
  );
}
