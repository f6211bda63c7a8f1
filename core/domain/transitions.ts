/** Makes the guards of a state machine from its one table. */
export function transitions<S extends string>(next: Readonly<Record<S, readonly S[]>>) {
  const states = Object.keys(next) as S[];
  return {
    states,
    can: (from: S, to: S): boolean => next[from].includes(to),
    /** States from which `to` may follow, for `WHERE state IN (…)`. */
    before: (to: S): S[] => states.filter((from) => next[from].includes(to)),
    /** States that nothing follows. */
    terminal: states.filter((state) => next[state].length === 0),
  };
}
