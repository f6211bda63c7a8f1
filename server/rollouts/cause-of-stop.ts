import type { Reason, ReasonCode } from "#core/domain/signal.ts";
import type { WaitingCause, WaitingCauseCode } from "#core/domain/waiting-cause.ts";

const CODES: Partial<Record<ReasonCode, WaitingCauseCode>> = {
  hold: "hold",
  window: "window",
  freeze: "window",
  capacity: "capacity",
  unreachable: "unreachable",
  older_transactions: "lock",
  operator: "operator",
  skip_limit: "set_aside",
};

/** A reason to stand still as a cause of waiting. */
export const causeOfReason = ({ code, message, since }: Reason): WaitingCause => ({
  code: CODES[code] ?? "signal",
  message,
  since,
  detail: { reason: code },
});

/** What keeps rows from being written now, worst first; `null`: nothing does. */
export function causeOfStop(reasons: readonly Reason[], ignored: readonly ReasonCode[] = []): WaitingCause | null {
  const worst = reasons.find(({ effect, code }) => effect === "stop" && !ignored.includes(code));
  return worst ? causeOfReason(worst) : null;
}
