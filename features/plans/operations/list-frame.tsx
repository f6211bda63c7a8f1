import { type ReactNode, useId } from "react";
import type { FieldFrame } from "./field-frame.ts";

/** A list of controls with its label, hint and error. */
export function ListFrame({ frame, children }: { frame: FieldFrame; children: ReactNode }) {
  const id = useId();
  const { label, hint, isOptional, error } = frame;
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5" aria-describedby={`${id}-about`}>
      <legend className="mb-1.5 text-[0.8125rem] font-medium">
        {label}
        {isOptional ? <span className="ml-1.5 font-normal text-muted-foreground">optional</span> : null}
      </legend>
      <ul className="flex min-w-0 flex-col gap-1.5">{children}</ul>
      <div id={`${id}-about`}>
        {error ? (
          <p role="alert" className="text-xs font-medium text-danger-ink">
            {error}
          </p>
        ) : null}
        {hint ? <p className="text-xs text-pretty text-muted-foreground">{hint}</p> : null}
      </div>
    </fieldset>
  );
}
