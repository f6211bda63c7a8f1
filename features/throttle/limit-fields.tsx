import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import { LIMIT_NAMES, type LimitProblems, type LimitTexts } from "./limit-texts.ts";

const HINTS = {
  rising: { slow: "Slower from this on", stop: "Stands from this on", resume: "Goes on at this or less" },
  falling: { slow: "Slower at this or less", stop: "Stands at this or less", resume: "Goes on at this or more" },
  open: {
    slow: "Slower from this on",
    stop: "Stands from this on",
    resume: "Below stop: goes on at this or less. Above it: less is worse",
  },
} as const;
const LABELS = { slow: "Slow", stop: "Stop", resume: "Resume" } as const;

/** Three values with units. Empty: never. */
export function LimitFields({
  texts,
  isFalling,
  problems,
  isDisabled = false,
  onChange,
}: {
  texts: LimitTexts;
  /** `null`: it goes by the order of the values. */
  isFalling: boolean | null;
  problems: LimitProblems;
  isDisabled?: boolean;
  onChange: (texts: LimitTexts) => void;
}) {
  const hints = HINTS[isFalling === null ? "open" : isFalling ? "falling" : "rising"];
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
      {LIMIT_NAMES.map((name) => (
        <FormField key={name} label={LABELS[name]} hint={hints[name]} error={isDisabled ? undefined : problems[name]}>
          <Input
            autoComplete="off"
            value={texts[name]}
            placeholder={name === "resume" ? "as stop" : "never"}
            disabled={isDisabled}
            onChange={(event) => onChange({ ...texts, [name]: event.target.value })}
            className="nums"
          />
        </FormField>
      ))}
    </div>
  );
}
