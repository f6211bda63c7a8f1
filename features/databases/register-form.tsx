"use client";

import { PlugZap } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { Alert } from "#components/ui/alert.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Label } from "#components/ui/label.tsx";
import { AboutFields, ConnectionFields } from "./connection-fields.tsx";
import {
  type ConnectionValues,
  connectionResolver,
  EMPTY_CONNECTION,
  labelsOf,
  sourceOf,
} from "./connection-values.ts";
import { ProbeView } from "./probe-view.tsx";
import { useRegisterDatabase } from "./use-databases.ts";
import { useTestedTarget } from "./use-tested-target.ts";

/** Say where, test, look at what was found, save. */
export function RegisterForm() {
  const router = useRouter();
  const form = useForm<ConnectionValues>({ resolver: connectionResolver, defaultValues: EMPTY_CONNECTION });
  const tested = useTestedTarget(form);
  const save = useRegisterDatabase();
  const lacksRights = tested.probe?.missing.some((it) => it.required) ?? false;

  const submit = form.handleSubmit((values) => {
    const target = sourceOf(values);
    if ("problems" in target) return;
    const { name, environment } = values;
    const body = {
      name,
      environment,
      labels: labelsOf(values.labels),
      target: target.source,
      acceptMissingRights: tested.accepts,
    };
    save.mutate(body, {
      onSuccess: (database) => {
        toast.success(`${database.name} is registered`);
        router.push(`/databases/${database.id}`);
      },
    });
  });
  const refusal = save.error ?? tested.error;
  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-5">
      <Card aria-labelledby="connection-title">
        <CardHeader>
          <CardTitle id="connection-title">Connection</CardTitle>
        </CardHeader>
        <CardContent>
          <ConnectionFields form={form} />
        </CardContent>
        <CardFooter>
          <Button isPending={tested.isPending} onClick={tested.test}>
            <PlugZap /> Test connection
          </Button>
          <span className="text-xs text-muted-foreground">Reads only. Saving tests it again.</span>
        </CardFooter>
      </Card>

      {refusal ? (
        <Alert tone="danger" live title={save.error ? "Not saved" : "No connection"}>
          {refusal.message}
        </Alert>
      ) : null}
      {tested.probe ? (
        <Card aria-labelledby="found-title">
          <CardHeader>
            <CardTitle id="found-title">What was found</CardTitle>
            <CardDescription role="status">The connection works.</CardDescription>
          </CardHeader>
          <CardContent>
            <ProbeView probe={tested.probe} />
          </CardContent>
        </Card>
      ) : null}

      <Card aria-labelledby="about-title">
        <CardHeader>
          <CardTitle id="about-title">About it</CardTitle>
        </CardHeader>
        <CardContent className="flex flex-col gap-4">
          <AboutFields form={form} />
          {lacksRights ? (
            <div className="flex items-start gap-2">
              <Checkbox
                id="accept-missing"
                checked={tested.accepts}
                onCheckedChange={(checked) => tested.setAccepts(checked === true)}
                className="mt-0.5"
              />
              <Label htmlFor="accept-missing" className="font-normal">
                Save although rights are missing. Rollouts are refused until they are granted.
              </Label>
            </div>
          ) : null}
        </CardContent>
        <CardFooter className="justify-end">
          <Button asChild variant="ghost">
            <Link href="/databases">Cancel</Link>
          </Button>
          <Button
            type="submit"
            variant="primary"
            isPending={save.isPending || save.isSuccess}
            disabled={lacksRights && !tested.accepts}
          >
            Register
          </Button>
        </CardFooter>
      </Card>
    </form>
  );
}
