"use client";

import { type ReactNode, useId } from "react";
import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Label } from "#components/ui/label.tsx";
import { Slider } from "#components/ui/slider.tsx";
import { Switch } from "#components/ui/switch.tsx";

/** A slider over given steps, with its value in words. */
export function StepSlider({
  label,
  steps,
  value,
  write,
  hint,
  isEnabled,
  onChange,
}: {
  label: string;
  steps: readonly number[];
  value: number;
  write: (value: number) => string;
  hint: ReactNode;
  isEnabled: boolean;
  onChange: (value: number) => void;
}) {
  const nearest = steps.reduce(
    (best, step, at) => (Math.abs(step - value) < Math.abs((steps[best] ?? 0) - value) ? at : best),
    0,
  );
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-2">
        <span className="text-[0.8125rem] font-medium">{label}</span>
        <output className="text-[0.8125rem] nums">{write(value)}</output>
      </div>
      <Slider
        aria-label={label}
        min={0}
        max={steps.length - 1}
        step={1}
        disabled={!isEnabled}
        value={[nearest]}
        onValueChange={([at]) => onChange(steps[at ?? 0] ?? 0)}
      />
      <p className="text-xs text-muted-foreground">{hint}</p>
    </div>
  );
}

/** A number, or Sluice chooses it by itself. */
export function OwnNumber({
  label,
  auto,
  text,
  isAuto,
  placeholder,
  min,
  max,
  error,
  isEnabled,
  onText,
  onAuto,
}: {
  label: string;
  /** What the switch says. */
  auto: string;
  text: string;
  isAuto: boolean;
  placeholder: string;
  min: number;
  max: number;
  error?: string | undefined;
  isEnabled: boolean;
  onText: (text: string) => void;
  onAuto: (isAuto: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex flex-col gap-2">
      <FormField label={label} error={error}>
        <Input
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          value={isAuto ? "" : text}
          placeholder={placeholder}
          disabled={isAuto || !isEnabled}
          onChange={(event) => onText(event.target.value)}
          className="max-w-40 nums"
        />
      </FormField>
      <div className="flex items-center gap-2">
        <Switch id={id} checked={isAuto} onCheckedChange={onAuto} disabled={!isEnabled} />
        <Label htmlFor={id} className="font-normal">
          {auto}
        </Label>
      </div>
    </div>
  );
}
