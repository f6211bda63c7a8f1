const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

/** Shows stages that run side by side: a line for each that ended, with its time, and in a terminal what runs now. */
export interface Progress {
  stage<T>(name: string, work: (note: (text: string) => void) => Promise<T>): Promise<T>;
  say(line: string): void;
  /** Clears the line of what runs, and shows nothing more. */
  end(): void;
}

const seconds = (since: number): string => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

export function createProgress(out: NodeJS.WriteStream = process.stdout): Progress {
  const running = new Map<string, number>();
  let ended = false;
  let frame = 0;
  const clear = () => void (out.isTTY && out.write("\r\u001b[K"));
  const draw = () => {
    if (!out.isTTY || running.size === 0) return;
    const names = [...running].map(([name, since]) => `${name} ${((performance.now() - since) / 1_000).toFixed(0)} s`);
    const line = `  ${FRAMES[frame++ % FRAMES.length]} ${names.join(" · ")}`;
    out.write(`\r\u001b[K${line.slice(0, (out.columns ?? 80) - 1)}`);
  };
  const ticker = setInterval(draw, 120);
  ticker.unref();
  const say = (line: string) => {
    if (ended) return;
    clear();
    out.write(`${line}\n`);
    draw();
  };

  return {
    say,
    async stage(name, work) {
      const since = performance.now();
      let note = "";
      running.set(name, since);
      if (!out.isTTY && !ended) out.write(`  · ${name}\n`);
      try {
        const result = await work((text) => {
          note = text;
        });
        running.delete(name);
        say(`  ✓ ${name.padEnd(24)} ${seconds(since).padStart(7)}${note ? `   ${note}` : ""}`);
        return result;
      } catch (error) {
        running.delete(name);
        say(`  ✗ ${name.padEnd(24)} ${seconds(since).padStart(7)}`);
        throw error;
      }
    },
    end() {
      ended = true;
      clearInterval(ticker);
      clear();
    },
  };
}
