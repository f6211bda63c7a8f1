"use client";

import { useId, useState } from "react";
import { toast } from "sonner";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import type { Throttle } from "#contracts/throttle.ts";
import type { SignalCode } from "#core/domain/signal.ts";
import { limitText, SIGNAL_WORDS } from "../signal-words.ts";
import { LimitFields } from "./limit-fields.tsx";
import { limitTexts, readLimit } from "./limit-texts.ts";
import { useChangeThrottle } from "./use-throttle.ts";

const WAYS = ["default", "own", "off"] as const;
type Way = (typeof WAYS)[number];

/** Chooses between the default, a limit of this database's own, and not asking at all. */
export function LimitDialog({
  databaseId,
  code,
  throttle,
  onClose,
}: {
  databaseId: string;
  code: SignalCode;
  throttle: Pick<Throttle, "settings" | "defaults">;
  onClose: () => void;
}) {
  const name = useId();
  const { label, about, unit, isFalling = false } = SIGNAL_WORDS[code];
  const { limits } = throttle.settings;
  const own = limits[code];
  const standard = throttle.defaults[code] ?? null;
  const [way, setWay] = useState<Way>(own === undefined ? "default" : own === "off" ? "off" : "own");
  const [texts, setTexts] = useState(limitTexts(own === "off" || own === undefined ? standard : own, unit));
  const change = useChangeThrottle(databaseId);
  const { limit, problems } = readLimit(texts, unit, isFalling);
  const { [code]: _former, ...others } = limits;
  const next = way === "default" ? others : { ...others, [code]: way === "off" ? "off" : limit };
  const words: Record<Way, string> = {
    default: standard ? `Default: ${limitText(code, standard)}` : "Default: no limit",
    own: "A limit of its own",
    off: "Off: the signal is not asked",
  };
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent>
        <form
          noValidate
          className="flex min-h-0 flex-col"
          onSubmit={(event) => {
            event.preventDefault();
            if (way === "own" && limit === null) return;
            change.mutate(
              { limits: next as Throttle["settings"]["limits"] },
              {
                onSuccess: () => {
                  toast.success(`Saved: ${label}`);
                  onClose();
                },
              },
            );
          }}
        >
          <DialogHeader>
            <DialogTitle>Limit of {label.toLowerCase()}</DialogTitle>
            <DialogDescription>{about}.</DialogDescription>
          </DialogHeader>
          <DialogBody>
            {change.error ? (
              <Alert tone="danger" live title="Not saved">
                {change.error.message}
              </Alert>
            ) : null}
            <fieldset className="flex flex-col gap-2">
              <legend className="sr-only">Which limit</legend>
              {WAYS.map((it) => (
                <label
                  key={it}
                  className={cn(
                    "flex cursor-pointer items-center gap-2.5 rounded-lg border px-3 py-2 text-[0.8125rem] hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-ring",
                    it === way && "border-primary bg-primary-soft",
                  )}
                >
                  <input
                    type="radio"
                    name={name}
                    checked={it === way}
                    onChange={() => setWay(it)}
                    className="size-4 accent-primary"
                  />
                  {words[it]}
                </label>
              ))}
            </fieldset>
            {way === "own" ? (
              <LimitFields texts={texts} isFalling={isFalling} problems={problems} onChange={setTexts} />
            ) : null}
            {way === "off" ? (
              <Alert tone="warning">Backfills will not notice when this goes wrong on this database.</Alert>
            ) : null}
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              variant="primary"
              isPending={change.isPending}
              disabled={way === "own" && limit === null}
            >
              Save
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
