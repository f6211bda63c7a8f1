import { Boxes } from "lucide-react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Application } from "#contracts/application.ts";
import { ColumnList } from "./column-list.tsx";

type Instance = Application["instances"][number];

const STATES: Record<Instance["state"], { readonly tone: Tone; readonly word: string }> = {
  live: { tone: "success", word: "live" },
  silent: { tone: "warning", word: "silent" },
  left: { tone: "neutral", word: "ended" },
};

const placeOf = ({ database, environment }: Application["declarations"][number]): string =>
  [database, environment].filter((it) => it !== null).join(", ") || "any database";

/** One application: what each of its versions says that it uses, and the instances that said so. */
export function ApplicationCard({ application }: { application: Application }) {
  const { name, live, lastSeenAt, declarations, instances } = application;
  const headingId = `application-${name}`;
  return (
    <Card aria-labelledby={headingId}>
      <CardHeader>
        <CardTitle id={headingId}>
          <Boxes aria-hidden className="size-4 text-muted-foreground" />
          {name}
          <Badge tone={live > 0 ? "success" : "neutral"}>{live > 0 ? `${live} live` : "none live"}</Badge>
        </CardTitle>
        <span className="text-xs text-muted-foreground">
          last heard of <RelativeTime at={lastSeenAt} />
        </span>
      </CardHeader>
      <Table aria-label={`Versions of ${name}`} isScrolled>
        <TableHeader>
          <TableRow>
            <TableHead>Version</TableHead>
            <TableHead>Works on</TableHead>
            <TableHead className="text-right">Live</TableHead>
            <TableHead>Reads</TableHead>
            <TableHead>Writes</TableHead>
            <TableHead>Last seen</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {declarations.map((it) => (
            <TableRow key={JSON.stringify(it)} className="[&>td]:align-top">
              <TableCell className="font-medium whitespace-nowrap nums">{it.version}</TableCell>
              <TableCell className="whitespace-nowrap text-muted-foreground">{placeOf(it)}</TableCell>
              <TableCell className="text-right nums">{it.live}</TableCell>
              <TableCell className="min-w-48">
                <ColumnList columns={it.reads} label={`Columns that ${name} ${it.version} reads`} />
              </TableCell>
              <TableCell className="min-w-48">
                <ColumnList columns={it.writes} label={`Columns that ${name} ${it.version} writes`} />
              </TableCell>
              <TableCell>
                <RelativeTime at={it.lastSeenAt} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <details className="border-t px-4 py-2.5 text-[0.8125rem]" open={instances.length <= 6}>
        <summary className="cursor-pointer text-xs font-medium text-muted-foreground hover:underline">
          Instances ({instances.length})
        </summary>
        <ul aria-label={`Instances of ${name}`} className="grid gap-x-6 gap-y-1.5 pt-2 sm:grid-cols-2">
          {instances.map((it) => (
            <li key={`${it.instance} ${it.version}`} className="flex min-w-0 items-center gap-2">
              <Badge tone={STATES[it.state].tone}>{STATES[it.state].word}</Badge>
              <span className="min-w-0 truncate font-medium" title={it.instance}>
                {it.instance}
              </span>
              <span className="text-muted-foreground nums">{it.version}</span>
              <RelativeTime
                at={it.seenAt}
                className="ml-auto shrink-0 text-xs whitespace-nowrap text-muted-foreground nums"
              />
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}
