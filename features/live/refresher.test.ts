import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, onTestFinished, test, vi } from "vitest";
import { newRefresher } from "./refresher.ts";

/** On a busy machine a turn of the event loop can take longer than the second that it waits by itself. */
const waitFor = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });

/** A query somebody looks at; each of its requests waits to be answered. */
function watched() {
  const queries = new QueryClient();
  const answers: (() => void)[] = [];
  let asked = 0;
  const observer = new QueryObserver(queries, {
    queryKey: ["rollouts", "one"],
    initialData: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => {
      asked += 1;
      const mine = asked;
      return new Promise<number>((resolve) => answers.push(() => resolve(mine)));
    },
  });
  onTestFinished(observer.subscribe(() => undefined));
  onTestFinished(() => queries.clear());
  return { queries, answers, asked: () => asked, data: () => queries.getQueryData(["rollouts", "one"]) };
}

test("a burst of facts is one request and one more after it, not a hundred", async () => {
  const { queries, answers, asked, data } = watched();
  const refresh = newRefresher(queries);
  for (let fact = 0; fact < 100; fact += 1) refresh(["rollouts"]);
  await waitFor(() => expect(asked()).toBe(1));
  answers[0]?.();
  await waitFor(() => expect(asked()).toBe(2));
  answers[1]?.();
  await waitFor(() => expect(data()).toBe(2));
  expect(asked()).toBe(2);
});

test("a fact after the answer asks again", async () => {
  const { queries, answers, asked } = watched();
  const refresh = newRefresher(queries);
  refresh(["rollouts"]);
  await waitFor(() => expect(asked()).toBe(1));
  answers[0]?.();
  await waitFor(() => expect(queries.isFetching()).toBe(0));
  await waitFor(() => {
    refresh(["rollouts"]);
    expect(asked()).toBeGreaterThan(1);
  });
});
