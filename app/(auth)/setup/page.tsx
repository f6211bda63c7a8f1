import type { Metadata } from "next";
import { FormCard } from "#components/layout/form-card.tsx";
import { Setup } from "#features/session/setup.tsx";

export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

export default function SetupPage() {
  return (
    <FormCard
      title="Welcome to Sluice"
      description="You are the first here. Make the account of this installation's owner."
    >
      <Setup />
    </FormCard>
  );
}
