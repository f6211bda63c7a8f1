import type { Metadata } from "next";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Page } from "#components/layout/page.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { getSettings } from "#server/settings/get-settings.ts";
import { SettingsTabs } from "./settings-tabs.tsx";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { actor, deps } = await signedIn();
  return (
    <Page>
      <PageHeader title="Settings" />
      <SettingsTabs settings={await getSettings(deps, { actor })} />
    </Page>
  );
}
