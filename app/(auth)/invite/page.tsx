import type { Metadata } from "next";
import { FormCard } from "#components/layout/form-card.tsx";
import { Join } from "#features/session/join.tsx";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default function InvitePage() {
  return (
    <FormCard title="Join Sluice">
      <Join />
    </FormCard>
  );
}
