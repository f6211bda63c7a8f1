import { afterEach, beforeEach, expect, vi } from "vitest";

/** A test that expects a `console.error` mocks it again itself, and so says it. */
beforeEach((context) => {
  const errors = vi.spyOn(console, "error").mockImplementation((...args) => {
    process.stderr.write(`console.error in "${context.task.name}": ${args.map(String).join(" ")}\n`);
  });
  return () => {
    const calls = errors.mock.calls.map((call) => call.map(String).join(" "));
    errors.mockRestore();
    expect(calls, "console.error was called").toEqual([]);
  };
});

afterEach(() => {
  vi.useRealTimers();
});
