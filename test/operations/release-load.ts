import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { LoadAnswer, LoadOrder, Side } from "./load-process.ts";
import type { OperationCase } from "./operation-case.ts";
import type { LoadFigures } from "./release-clients.ts";

const PROCESS = join(import.meta.dirname, "load-process.ts");

/** Old and new release at work on one database, with a log of what they have committed. */
export class ReleaseLoad implements AsyncDisposable {
  readonly #child = fork(PROCESS, { execPath: process.execPath });
  readonly #perSecond: number;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  async setUp(url: string, rows: number, { old, new: fresh }: Pick<OperationCase, "old" | "new">): Promise<void> {
    await this.#send({ do: "set-up", url, rows, releases: { old, new: fresh } });
  }
  async begin(side: Side): Promise<void> {
    await this.#send({ do: "begin", side, perSecond: this.#perSecond });
  }
  async end(side: Side): Promise<void> {
    await this.#send({ do: "end", side, perSecond: this.#perSecond });
  }
  async figures(): Promise<Readonly<Record<Side, LoadFigures>>> {
    const { figures } = await this.#send({ do: "figures" });
    if (!figures) throw new Error("the load told no figures");
    return figures;
  }
  /** Where rows are not as they were written. */
  async compare(rows: readonly Readonly<Record<string, unknown>>[]): Promise<readonly string[]> {
    return (await this.#send({ do: "compare", rows })).differences ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }

  /** One after another: each order has one answer. */
  #send(order: LoadOrder): Promise<LoadAnswer> {
    const answer = this.#queue.then(async () => {
      const over = new AbortController();
      const answered = once(this.#child, "message", over);
      const died = once(this.#child, "exit", over).then(() =>
        Promise.reject(new Error("the load has ended by itself")),
      );
      this.#child.send(order);
      const [message] = await Promise.race([answered, died]).finally(() => over.abort());
      died.catch(() => undefined);
      answered.catch(() => undefined);
      return message as LoadAnswer;
    });
    this.#queue = answer.catch(() => undefined);
    return answer;
  }
}
