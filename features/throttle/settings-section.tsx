"use client";

import type { LucideIcon } from "lucide-react";
import { type ReactNode, useId } from "react";
import { ReasonsButton } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useRoleReasons } from "../session/use-role-reasons.ts";

/** A card whose fields are saved together. Its buttons appear when something differs from what is saved. */
export function SettingsSection({
  title,
  description,
  icon: Icon,
  isChanged,
  isSavable,
  isPending,
  error,
  onSave,
  onPutBack,
  children,
}: {
  title: string;
  description: ReactNode;
  icon: LucideIcon;
  isChanged: boolean;
  isSavable: boolean;
  isPending: boolean;
  error: Error | null;
  onSave: () => void;
  onPutBack: () => void;
  children: ReactNode;
}) {
  const id = useId();
  const refused = useRoleReasons("throttle.write");
  return (
    <Card aria-labelledby={id}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isChanged && isSavable && refused.length === 0) onSave();
        }}
      >
        <CardHeader>
          <CardTitle id={id}>
            <Icon aria-hidden className="size-4 text-muted-foreground" />
            {title}
          </CardTitle>
          <CardDescription>{description}</CardDescription>
        </CardHeader>
        <CardContent className="flex flex-col gap-4">
          {error ? (
            <Alert tone="danger" live title="Not saved">
              {error.message}
            </Alert>
          ) : null}
          <fieldset disabled={refused.length > 0} className="contents">
            {children}
          </fieldset>
        </CardContent>
        {isChanged || refused.length > 0 ? (
          <CardFooter>
            <ReasonsButton
              type="submit"
              variant="primary"
              size="sm"
              reasons={refused}
              isPending={isPending}
              disabled={!isSavable}
            >
              Save
            </ReasonsButton>
            {isChanged ? (
              <Button size="sm" onClick={onPutBack}>
                Put back
              </Button>
            ) : null}
            <span className="text-xs text-muted-foreground">Counts from the next batch on.</span>
          </CardFooter>
        ) : null}
      </form>
    </Card>
  );
}
