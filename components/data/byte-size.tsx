import { formatBytes, formatCount } from "./figures.ts";

export function ByteSize({ bytes }: { bytes: number | null }) {
  if (bytes === null) return <span className="text-muted-foreground">–</span>;
  return (
    <span className="whitespace-nowrap nums" title={`${formatCount(bytes)} bytes`}>
      {formatBytes(bytes)}
    </span>
  );
}
