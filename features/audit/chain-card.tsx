"use client";

import { Link2, ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import { CopyButton } from "#components/data/copy-button.tsx";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#components/ui/cn.ts";
import { useMay } from "../session/session-provider.tsx";
import { ProtectionNote } from "./protection-note.tsx";
import { type AuditChain, useAuditChain, useVerifyAudit } from "./use-audit-chain.ts";

const states = {
  intact: { icon: ShieldCheck, ink: "text-success-ink", word: "Intact" },
  broken: { icon: ShieldAlert, ink: "text-danger-ink", word: "Broken" },
  unknown: { icon: ShieldQuestion, ink: "text-muted-foreground", word: "Not verified yet" },
} as const;

function Verified({ lastVerified }: Pick<AuditChain, "lastVerified">) {
  const { icon: Icon, ink, word } = states[lastVerified ? (lastVerified.intact ? "intact" : "broken") : "unknown"];
  return (
    <p className="flex min-w-0 items-start gap-2">
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", ink)} />
      <span>
        <span className={cn("font-medium", ink)}>{word}</span>
        {lastVerified ? (
          <span className="text-muted-foreground">
            {" · "}
            {lastVerified.count.toLocaleString("en")} {lastVerified.count === 1 ? "entry" : "entries"} verified{" "}
            <RelativeTime at={lastVerified.checkedAt} /> by {lastVerified.byName}
          </span>
        ) : null}
      </span>
    </p>
  );
}

function Head({ head }: Pick<AuditChain, "head">) {
  if (!head) return null;
  const text = `${head.seq}:${head.hash}`;
  return (
    <div className="flex min-w-0 items-center gap-2 text-muted-foreground">
      <Link2 aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 truncate">
        Head{" "}
        <code className="text-xs" title={text}>
          {head.seq}:{head.hash.slice(0, 16)}…
        </code>
      </span>
      <CopyButton text={text} label="Copy the head" />
    </div>
  );
}

/** Whether the audit is as it was written, as far as the last verification saw. */
export function ChainCard() {
  const chain = useAuditChain();
  const verify = useVerifyAudit();
  const mayVerify = useMay("audit.verify");
  if (!chain.data) return null;
  const { head, lastVerified, protection } = chain.data;
  const failure = verify.error ?? chain.error;
  return (
    <Card aria-label="Chain of the audit">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-2.5 text-[0.8125rem]">
        <Verified lastVerified={lastVerified} />
        <Head head={head} />
        {mayVerify ? (
          <Button className="sm:ml-auto" isPending={verify.isPending} onClick={() => verify.mutate()}>
            <ShieldCheck /> Verify
          </Button>
        ) : null}
      </div>
      {lastVerified?.broken ? (
        <Alert tone="danger" live title="The audit is not as it was written" className="mx-4 mb-3">
          {lastVerified.broken.message} Keep a copy of the control database as it is now, and compare with a backup or
          an export.
        </Alert>
      ) : null}
      {failure ? (
        <Alert tone="danger" live title="The audit could not be verified" className="mx-4 mb-3">
          {failure.message}
        </Alert>
      ) : null}
      <ProtectionNote protection={protection} />
    </Card>
  );
}
