import type { Phase } from "../phase.ts";

/** What is approved separately: that a rollout starts, that it cuts over, that it contracts. */
export const STAGES = ["start", "cutover", "contract"] as const;
export type Stage = (typeof STAGES)[number];

export const STAGE_LABELS: Record<Stage, string> = { start: "Start", cutover: "Cut over", contract: "Contract" };

export const stageOfPhase = (phase: Phase): Stage => (phase === "cutover" || phase === "contract" ? phase : "start");
