/** Names of what rules make in a target: from numbers and the plan's tag alone, so that 63 bytes cut nothing off. */
export class PlanNames {
  readonly tag: string;
  readonly #counts = new Map<string, number>();

  constructor(tag: string) {
    this.tag = tag;
  }

  /** Each is used once in a plan, since names of indexes are shared by the tables of a schema. */
  next(kind: string): string {
    return `_slc_${this.tag}_${kind}${this.#count(kind)}`;
  }
  function(kind: string): string {
    return `m${this.tag}_${kind}${this.#count(`m_${kind}`)}`;
  }
  /** Of a column that each table has once. */
  flag(name: string): string {
    return `_slc_${this.tag}_${name}`;
  }

  #count(kind: string): number {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    return count;
  }
}
