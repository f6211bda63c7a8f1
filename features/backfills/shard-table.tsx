"use client";

import { useMemo, useState } from "react";
import { formatCount, formatPercent } from "#components/data/figures.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Backfill } from "#contracts/rollout.ts";
import { shardsInKeyOrder } from "./shards-in-key-order.ts";

type Shard = Backfill["shards"][number];
const FIRST = 30;

const stateWord = (shard: Shard): string => {
  if (shard.state === "done") return "done";
  if (shard.state === "written") return "verifying";
  return shard.worker === null ? "waiting" : "running";
};
const bound = (key: string): string => (key === "[]" ? "…" : key);

function ShardRow({ shard }: { shard: Shard }) {
  return (
    <TableRow>
      <TableCell className="nums">{shard.shardNo}</TableCell>
      <TableCell className="max-w-72 font-mono text-xs" title={`Position: ${bound(shard.pos)}`}>
        <span className="block truncate">
          {bound(shard.lo)} – {bound(shard.hi)}
        </span>
      </TableCell>
      <TableCell>{stateWord(shard)}</TableCell>
      <TableCell className="text-right nums">{formatPercent(shard.state === "open" ? shard.fraction : 1)}</TableCell>
      <TableCell className="text-right nums">{formatCount(shard.rowsScanned)}</TableCell>
      <TableCell className="text-right nums">{formatCount(shard.rowsChanged)}</TableCell>
      <TableCell className="text-right nums">{formatCount(shard.rowsVerified)}</TableCell>
      <TableCell className="text-right nums">
        {shard.rowsDiffering > 0 ? (
          <span className="font-medium text-danger-ink" title={shard.differingKeys.join(", ")}>
            {formatCount(shard.rowsDiffering)}
          </span>
        ) : (
          "0"
        )}
      </TableCell>
      <TableCell className="text-right nums">{formatCount(shard.rowsSkipped)}</TableCell>
      <TableCell className="whitespace-nowrap">
        {shard.worker ?? <span className="text-muted-foreground">–</span>}
        {shard.heartbeatAt ? (
          <span className="text-muted-foreground">
            {" "}
            <RelativeTime at={shard.heartbeatAt} />
          </span>
        ) : null}
      </TableCell>
      <TableCell className="text-right nums">{shard.epoch}</TableCell>
    </TableRow>
  );
}

const RIGHT = ["Written", "Read", "Changed", "Verified", "Differ", "Set aside"];

/** Every shard in the order of keys, with who is at it. */
export function ShardTable({ shards }: { shards: Backfill["shards"] }) {
  const [isWhole, setIsWhole] = useState(false);
  const ordered = useMemo(() => shardsInKeyOrder(shards), [shards]);
  const shown = isWhole ? ordered : ordered.slice(0, FIRST);
  return (
    <>
      <Table aria-label="Shards" isScrolled>
        <TableHeader>
          <TableRow>
            <TableHead>Shard</TableHead>
            <TableHead>Keys from – to</TableHead>
            <TableHead>At</TableHead>
            {RIGHT.map((it) => (
              <TableHead key={it} className="text-right">
                {it}
              </TableHead>
            ))}
            <TableHead>Worker</TableHead>
            <TableHead className="text-right">Epoch</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {shown.map((shard) => (
            <ShardRow key={shard.shardNo} shard={shard} />
          ))}
        </TableBody>
      </Table>
      {shown.length < ordered.length ? (
        <Button size="sm" className="mt-2" onClick={() => setIsWhole(true)}>
          Show all {ordered.length}
        </Button>
      ) : null}
    </>
  );
}
