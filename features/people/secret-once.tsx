"use client";

import { CopyButton } from "#components/data/copy-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Input } from "#components/ui/input.tsx";

/** Something that is shown this once and cannot be shown again. */
export function SecretOnce({
  title,
  label,
  secret,
  children,
}: {
  title: string;
  label: string;
  secret: string;
  children: string;
}) {
  return (
    <div className="flex flex-col gap-3">
      <Alert tone="success" live title={title}>
        {children}
      </Alert>
      <div className="flex items-center gap-2">
        <Input
          readOnly
          aria-label={label}
          value={secret}
          className="font-mono text-xs"
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton variant="secondary" size="md" text={secret} label={`Copy ${label.toLowerCase()}`}>
          Copy
        </CopyButton>
      </div>
    </div>
  );
}
