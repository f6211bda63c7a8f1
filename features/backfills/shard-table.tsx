import { formatCount, formatPercent } from "#components/data/figures.ts";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { Backfill } from "#contracts/rollout.ts";

export function ShardTable({ shards }: { shards: Backfill["shards"] }) {
  return (
    <Table>
      <TableHeader>
        <TableRow>
          <TableHead>Shard</TableHead>
          <TableHead className="text-right">Done</TableHead>
          <TableHead className="text-right">Rows read</TableHead>
          <TableHead className="text-right">Rows changed</TableHead>
          <TableHead>Worker</TableHead>
          <TableHead className="text-right">Epoch</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {shards.map((shard) => (
          <TableRow key={shard.shardNo}>
            <TableCell className="nums">{shard.shardNo}</TableCell>
            <TableCell className="text-right nums">
              {formatPercent(shard.state === "done" ? 1 : shard.fraction)}
            </TableCell>
            <TableCell className="text-right nums">{formatCount(shard.rowsScanned)}</TableCell>
            <TableCell className="text-right nums">{formatCount(shard.rowsChanged)}</TableCell>
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
        ))}
      </TableBody>
    </Table>
  );
}
