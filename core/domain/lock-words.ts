/** What others could feel of a step, such as "held locks for 3.2 ms, after waiting 120 ms for them". */
export function lockWords({ heldMs, waitedMs }: { readonly heldMs: number; readonly waitedMs: number | null }): string {
  if (waitedMs === null) return `waited for locks and held them for ${inMs(heldMs)}`;
  return waitedMs === 0
    ? `held locks for ${inMs(heldMs)}`
    : `held locks for ${inMs(heldMs)}, after waiting ${inMs(waitedMs)} for them`;
}

const inMs = (ms: number): string => `${ms.toLocaleString("en", { maximumFractionDigits: ms < 10 ? 1 : 0 })} ms`;
