"use client";

import type { ReactNode } from "react";
import { Button, type ButtonProps } from "../ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover.tsx";
import { Tooltip } from "../ui/tooltip.tsx";

/** Why something may not happen now, how that is mended, and by whom. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly who: string;
}

const WHO: Record<string, string> = {
  you: "You can lift this.",
  operator: "An operator can lift this.",
  approver: "An approver can lift this.",
  owner: "An owner can lift this.",
  author: "The author can lift this.",
  nobody: "",
};

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export function ReasonList({ reasons }: { reasons: readonly Reason[] }) {
  return (
    <ul className="flex flex-col gap-2.5 text-[0.8125rem]">
      {reasons.map((reason) => (
        <li key={reason.code + reason.message}>
          <p className="font-medium text-pretty">{sentence(reason.message)}</p>
          <p className="text-xs text-pretty text-muted-foreground">
            {sentence(reason.fix)} {WHO[reason.who] ?? ""}
          </p>
        </li>
      ))}
    </ul>
  );
}

/**
 * A button that never refuses silently: with reasons against it, a press opens them in place of acting, by mouse,
 * finger and keyboard alike. Without, `consequence` is its tooltip.
 */
export function ReasonsButton({
  reasons,
  consequence,
  children,
  ...props
}: ButtonProps & { reasons: readonly Reason[]; consequence?: ReactNode }) {
  if (reasons.length === 0) {
    const button = <Button {...props}>{children}</Button>;
    return consequence ? <Tooltip content={consequence}>{button}</Tooltip> : button;
  }
  const { onClick: _refused, ...look } = props;
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button {...look} aria-disabled data-blocked="">
          {children}
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-80" aria-label="Why not now">
        <p className="mb-2 text-xs font-medium text-muted-foreground">Not possible now</p>
        <ReasonList reasons={reasons} />
      </PopoverContent>
    </Popover>
  );
}
