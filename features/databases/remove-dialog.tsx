"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { ConfirmDialog } from "#components/data/confirm-dialog.tsx";
import { ReasonList } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { Database } from "#contracts/database.ts";
import { ApiError } from "../api.ts";
import { useRemoveDatabase } from "./use-databases.ts";

export function RemoveDialog({
  database,
  open,
  onOpenChange,
}: {
  database: Database;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const router = useRouter();
  const remove = useRemoveDatabase(database.id);
  const isBusy = database.activeRollouts > 0;
  const blockers = remove.error instanceof ApiError ? (remove.error.problem.blockers ?? []) : [];
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Remove ${database.name} from Sluice?`}
      description="Sluice forgets the connection and its credentials. The database itself is not touched."
      confirmLabel="Remove"
      typeToConfirm={database.name}
      isPending={remove.isPending}
      isBlocked={isBusy}
      onConfirm={async () => {
        await remove.mutateAsync();
        toast.success(`${database.name} was removed`);
        router.push("/databases");
      }}
    >
      {isBusy ? (
        <Alert tone="warning" title="A rollout on it is open">
          Let it end, or cancel it or roll it back first.
        </Alert>
      ) : (
        <p className="text-[0.8125rem]">
          Cannot be undone: to use it again it is registered anew, and its credentials are typed again. The history of
          its rollouts stays.
        </p>
      )}
      {remove.error ? (
        <Alert tone="danger" live title="Not removed">
          {blockers.length > 0 ? <ReasonList reasons={blockers} /> : remove.error.message}
        </Alert>
      ) : null}
    </ConfirmDialog>
  );
}
