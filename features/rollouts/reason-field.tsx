import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";

export function ReasonField({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  return (
    <FormField label="Reason" isOptional hint="Kept in the log with your name.">
      <Input value={value} maxLength={280} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
    </FormField>
  );
}
