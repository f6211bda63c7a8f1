import { expect, test } from "vitest";
import { formatRelative } from "./relative-time.tsx";

const NOW = Date.parse("2026-01-10T12:00:00Z");
const ago = (ms: number) => formatRelative(NOW - ms, NOW);

test("distances are told in the largest unit that fits, and never rounded up", () => {
  expect(ago(500)).toBe("now");
  expect(ago(59_900)).toBe("59 s ago");
  expect(ago(3_599_000)).toBe("59 min ago");
  expect(ago(47 * 3_600_000)).toBe("47 h ago");
  expect(formatRelative(NOW + 3 * 86_400_000, NOW)).toBe("in 3 days");
});
