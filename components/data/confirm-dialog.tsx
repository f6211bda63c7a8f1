"use client";

import { type ReactNode, useState } from "react";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
} from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { DialogBody, DialogFooter, DialogHeader } from "../ui/dialog.tsx";
import { FormField } from "../ui/form-field.tsx";
import { Input } from "../ui/input.tsx";

/**
 * Asks before something that cannot be taken back. `description` says what it will do, children what cannot be undone.
 * With `typeToConfirm` the person types a name first. It closes when `onConfirm` resolves; a rejection keeps it open.
 */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  isDanger = true,
  isPending = false,
  isBlocked = false,
  typeToConfirm,
  onConfirm,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description: ReactNode;
  confirmLabel: string;
  isDanger?: boolean;
  isPending?: boolean;
  isBlocked?: boolean;
  typeToConfirm?: string;
  onConfirm: () => unknown;
  children?: ReactNode;
}) {
  const [typed, setTyped] = useState("");
  const isTyped = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  const change = (next: boolean) => {
    setTyped("");
    onOpenChange(next);
  };
  return (
    <AlertDialog open={open} onOpenChange={change}>
      <AlertDialogContent>
        <form
          className="flex min-h-0 flex-col"
          onSubmit={(event) => {
            event.preventDefault();
            Promise.resolve(onConfirm()).then(
              () => change(false),
              // Said by whoever ran the mutation; the dialog stays for another try.
              () => undefined,
            );
          }}
        >
          <DialogHeader className="pr-5">
            <AlertDialogTitle>{title}</AlertDialogTitle>
            <AlertDialogDescription>{description}</AlertDialogDescription>
          </DialogHeader>
          {children || typeToConfirm !== undefined ? (
            <DialogBody>
              {children}
              {typeToConfirm === undefined ? null : (
                <FormField label={<>Type “{typeToConfirm}” to confirm</>}>
                  <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
                </FormField>
              )}
            </DialogBody>
          ) : null}
          <DialogFooter>
            <AlertDialogCancel asChild>
              <Button>Keep as it is</Button>
            </AlertDialogCancel>
            <Button
              type="submit"
              variant={isDanger ? "danger" : "primary"}
              isPending={isPending}
              disabled={!isTyped || isBlocked}
            >
              {confirmLabel}
            </Button>
          </DialogFooter>
        </form>
      </AlertDialogContent>
    </AlertDialog>
  );
}
