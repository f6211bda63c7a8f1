"use client";

import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import { InvitesTab } from "#features/people/invites-tab.tsx";
import { PeopleTab } from "#features/people/people-tab.tsx";
import { TokensTab } from "#features/people/tokens-tab.tsx";
import { PoliciesTab } from "#features/policies/policies-tab.tsx";
import { useMay } from "#features/session/session-provider.tsx";
import { InstallationTab } from "#features/settings/installation-tab.tsx";
import type { Settings } from "#features/settings/use-settings.ts";
import { useTab } from "#features/use-tab.ts";

const TABS = ["installation", "people", "invites", "tokens", "policies"] as const;

export function SettingsTabs({ settings }: { settings: Settings }) {
  const [asked, setTab] = useTab(TABS);
  const mayInvite = useMay("people.manage");
  const tab = asked === "invites" && !mayInvite ? "installation" : asked;
  return (
    <Tabs value={tab} onValueChange={setTab}>
      <TabsList aria-label="Parts of the settings">
        <TabsTrigger value="installation">Installation</TabsTrigger>
        <TabsTrigger value="people">People</TabsTrigger>
        {mayInvite ? <TabsTrigger value="invites">Invitations</TabsTrigger> : null}
        <TabsTrigger value="tokens">API tokens</TabsTrigger>
        <TabsTrigger value="policies">Policies</TabsTrigger>
      </TabsList>
      <TabsContent value="installation">
        <InstallationTab initial={settings} />
      </TabsContent>
      <TabsContent value="people">
        <PeopleTab />
      </TabsContent>
      <TabsContent value="invites">
        <InvitesTab />
      </TabsContent>
      <TabsContent value="tokens">
        <TokensTab />
      </TabsContent>
      <TabsContent value="policies">
        <PoliciesTab />
      </TabsContent>
    </Tabs>
  );
}
