import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { may } from "#core/domain/policy.ts";
import { RegisterForm } from "#features/databases/register-form.tsx";

export const metadata: Metadata = { title: "Register a database" };

export default async function NewDatabasePage() {
  const { actor } = await signedIn();
  return (
    <Page className="max-w-3xl">
      <PageHeader
        title="Register a database"
        description="Testing and saving read only: nothing is changed on the database."
      />
      {may(actor.role, "database.write") ? (
        <RegisterForm />
      ) : (
        <Alert tone="warning" title="Operators register databases">
          Your role is {actor.role}. Ask an owner for the role.
        </Alert>
      )}
    </Page>
  );
}
