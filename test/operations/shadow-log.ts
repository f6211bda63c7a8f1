import type { Random } from "../faults/seeded-random.ts";

/** What every committed write has made of the logical rows: the number of each key. Two never write one key at once. */
export class ShadowLog {
  readonly #values = new Map<number, number>();
  readonly #keys: number[] = [];
  readonly #places = new Map<number, number>();
  readonly #busy = new Set<number>();
  #next: number;

  constructor(rows: number) {
    for (let key = 1; key <= rows; key++) this.wrote(key, key);
    this.#next = rows + 1;
  }

  newKey(): number {
    return this.#next++;
  }

  /** A key that nobody is at, until it is given back; `null`: all are busy. */
  take(random: Random): number | null {
    for (let tries = 0; tries < 20 && this.#keys.length > 0; tries++) {
      const key = random.pick(this.#keys);
      if (this.#busy.has(key)) continue;
      this.#busy.add(key);
      return key;
    }
    return null;
  }
  giveBack(key: number): void {
    this.#busy.delete(key);
  }

  valueOf(key: number): number | null {
    return this.#values.get(key) ?? null;
  }
  wrote(key: number, value: number): void {
    this.#values.set(key, value);
    if (this.#places.has(key)) return;
    this.#places.set(key, this.#keys.length);
    this.#keys.push(key);
  }
  deleted(key: number): void {
    this.#values.delete(key);
    const [place, last] = [this.#places.get(key), this.#keys.pop()];
    this.#places.delete(key);
    if (place === undefined || last === undefined || last === key) return;
    this.#keys[place] = last;
    this.#places.set(last, place);
  }

  /** Where rows that a release sees are not those that were written, in lines. */
  compare(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
    const seen = new Map(rows.map(({ key, value }) => [Number(key), Number(value)]));
    const doubled = rows.length - seen.size;
    const wrong = [...this.#values].flatMap(([key, value]) => {
      const found = seen.get(key);
      if (found === value) return [];
      return [`key ${key}: ${found === undefined ? "is missing" : `holds ${found}`}, ${value} was written`];
    });
    const extra = [...seen.keys()]
      .filter((key) => !this.#values.has(key))
      .map((key) => `key ${key}: was deleted or never there`);
    return [...wrong, ...extra, ...(doubled > 0 ? [`${doubled} keys are there twice`] : [])];
  }
}
