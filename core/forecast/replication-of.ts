import type { ReplicationRisk, Seconds, WorkKind } from "#core/domain/forecast.ts";

export interface ReplicationFacts {
  /** Whether the engine has replicas at all. */
  readonly isPossible: boolean;
  readonly replicas: number;
  /** From this many bytes of lag on, a backfill stops. */
  readonly lagLimitBytes: number;
  /** WAL that the fullest replication slot may still keep; `null`: no slot, or no limit. */
  readonly slotRoomBytes: number | null;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000).toLocaleString("en")} MB`;

/** Whether replicas or slots can fall behind by what a step writes. */
export function replicationOf(
  {
    work,
    walBytes,
    seconds,
  }: { readonly work: WorkKind; readonly walBytes: number | null; readonly seconds: Seconds | null },
  facts: ReplicationFacts,
): { readonly risk: ReplicationRisk; readonly message: string } {
  const { isPossible, replicas, lagLimitBytes, slotRoomBytes } = facts;
  if (!isPossible) return { risk: "none", message: "This engine has no replicas." };
  if (walBytes === 0) return { risk: "none", message: "It writes next to nothing." };
  if (replicas === 0 && slotRoomBytes === null)
    return { risk: "none", message: "No replica and no slot follows this server." };
  if (walBytes === null)
    return { risk: "not known", message: "How much WAL it writes is not known; a dry run tells it." };
  if (slotRoomBytes !== null && walBytes > slotRoomBytes)
    return {
      risk: "high",
      message: `${megabytes(walBytes)} of WAL, and a slot has room for ${megabytes(slotRoomBytes)}: it may be lost.`,
    };
  if (work === "backfill")
    return { risk: "low", message: `${megabytes(walBytes)} of WAL; the backfill waits for replicas that fall behind.` };
  if (walBytes > lagLimitBytes) {
    const rate = seconds ? `, up to ${megabytes(walBytes / Math.max(seconds.low, 0.001))} a second` : "";
    return {
      risk: "high",
      message: `${megabytes(walBytes)} of WAL${rate}: nothing slows this step when replicas fall behind.`,
    };
  }
  return { risk: "low", message: `${megabytes(walBytes)} of WAL, less than the lag at which backfills stop.` };
}
