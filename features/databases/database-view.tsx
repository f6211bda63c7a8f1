"use client";

import type { ReactNode } from "react";
import { AbsoluteTime, RelativeTime } from "#components/data/relative-time.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "#components/ui/tabs.tsx";
import type { Database } from "#contracts/database.ts";
import { useTab } from "../use-tab.ts";
import { ActivityCard } from "./activity-card.tsx";
import { LabelList } from "./database-badges.tsx";
import { DatabaseHeader } from "./database-header.tsx";
import { ProbeView } from "./probe-view.tsx";
import { RolloutsCard } from "./rollouts-card.tsx";
import { TablesCard } from "./tables-card.tsx";
import { useDatabase } from "./use-databases.ts";

const TABS = ["tables", "activity", "throttle", "rollouts", "connection"] as const;

function Connection({ database }: { database: Database }) {
  const items = [
    { term: "Place", value: <code className="text-xs">{database.place}</code> },
    ...(database.user === null ? [] : [{ term: "User", value: database.user }]),
    ...(database.tls === null ? [] : [{ term: "TLS", value: database.tls }]),
    { term: "Labels", value: <LabelList labels={database.labels} /> },
    { term: "Registered", value: <AbsoluteTime at={database.createdAt} /> },
    { term: "Last checked", value: database.checkedAt ? <RelativeTime at={database.checkedAt} /> : "not yet" },
  ];
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Card aria-label="Connection">
        <CardHeader>
          <CardTitle>Connection</CardTitle>
        </CardHeader>
        <CardContent className="py-1">
          <DefinitionList items={items} />
        </CardContent>
      </Card>
      {database.probe ? (
        <Card aria-label="Server">
          <CardHeader>
            <CardTitle>What was found there</CardTitle>
          </CardHeader>
          <CardContent className="[&_dl]:grid-cols-2 [&_dl]:lg:grid-cols-2">
            <ProbeView probe={database.probe} />
          </CardContent>
        </Card>
      ) : null}
    </div>
  );
}

export function DatabaseView({
  initial,
  actions,
  notice,
  throttle,
}: {
  initial: Database;
  /** More buttons of the header. */
  actions?: ReactNode;
  /** What everybody who looks should know. */
  notice?: ReactNode;
  /** What stands on the tab of limits and signals. */
  throttle: ReactNode;
}) {
  const { data: database } = useDatabase(initial);
  const [tab, setTab] = useTab(TABS);
  return (
    <>
      <DatabaseHeader database={database} actions={actions} />
      {notice}
      <Tabs value={tab} onValueChange={setTab}>
        <TabsList aria-label="About this database">
          <TabsTrigger value="tables">Tables</TabsTrigger>
          <TabsTrigger value="activity">Activity now</TabsTrigger>
          <TabsTrigger value="throttle">Throttle</TabsTrigger>
          <TabsTrigger value="rollouts">Rollouts</TabsTrigger>
          <TabsTrigger value="connection">Connection</TabsTrigger>
        </TabsList>
        <TabsContent value="tables">
          <TablesCard databaseId={database.id} />
        </TabsContent>
        <TabsContent value="activity">
          <ActivityCard databaseId={database.id} />
        </TabsContent>
        <TabsContent value="throttle">{throttle}</TabsContent>
        <TabsContent value="rollouts">
          <RolloutsCard databaseId={database.id} />
        </TabsContent>
        <TabsContent value="connection">
          <Connection database={database} />
        </TabsContent>
      </Tabs>
    </>
  );
}
