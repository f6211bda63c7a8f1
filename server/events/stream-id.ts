/** Whether a Redis stream id comes after another. */
export function isAfter(id: string, other: string): boolean {
  const [ms = 0n, seq = 0n] = id.split("-").map(BigInt);
  const [otherMs = 0n, otherSeq = 0n] = other.split("-").map(BigInt);
  return ms === otherMs ? seq > otherSeq : ms > otherMs;
}
