"use client";

import { RefreshCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Crumb } from "#components/layout/breadcrumb.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Database } from "#contracts/database.ts";
import { DIALECT_LABELS } from "#core/domain/dialect.ts";
import { useMay } from "../session/session-provider.tsx";
import { EnvironmentBadge, ReachabilityBadge } from "./database-badges.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { useTestDatabase } from "./use-databases.ts";

export function DatabaseHeader({ database, actions }: { database: Database; actions?: ReactNode }) {
  const test = useTestDatabase(database.id);
  const [open, setOpen] = useState<"edit" | "remove" | null>(null);
  const mayTest = useMay("database.test");
  const mayWrite = useMay("database.write");
  const mayRemove = useMay("database.remove");
  const close = (next: boolean) => {
    if (!next) setOpen(null);
  };
  return (
    <>
      <Crumb segment={database.id} label={database.name} />
      <PageHeader
        title={database.name}
        state={
          <>
            <ReachabilityBadge database={database} />
            <EnvironmentBadge environment={database.environment} />
          </>
        }
        description={
          <span className="break-all">
            {DIALECT_LABELS[database.engine]} at <code className="text-xs">{database.place}</code>
          </span>
        }
        actions={
          <>
            {mayTest ? (
              <Button
                isPending={test.isPending}
                onClick={() =>
                  test.mutate(undefined, {
                    onSuccess: (after) => {
                      if (after.unreachable)
                        toast.error("It does not answer", { description: after.unreachable.reason });
                      else toast.success("It answers");
                    },
                  })
                }
              >
                <RefreshCw /> Test now
              </Button>
            ) : null}
            {actions}
            {mayWrite ? <Button onClick={() => setOpen("edit")}>Edit</Button> : null}
            {mayRemove ? (
              <Button variant="danger-outline" onClick={() => setOpen("remove")}>
                Remove
              </Button>
            ) : null}
          </>
        }
      />
      {database.unreachable ? (
        <Alert
          tone="danger"
          live
          title={
            <>
              Unreachable since <RelativeTime at={database.unreachable.since} />
            </>
          }
        >
          {database.unreachable.reason}
        </Alert>
      ) : null}
      {open === "edit" ? <EditDialog database={database} onOpenChange={close} /> : null}
      <RemoveDialog database={database} open={open === "remove"} onOpenChange={close} />
    </>
  );
}
