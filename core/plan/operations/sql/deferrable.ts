/** When a constraint is checked, as it stands behind its definition; nothing where it cannot be deferred. */
export const deferrable = (when: "immediate" | "deferred" | null | undefined): string =>
  when ? ` DEFERRABLE INITIALLY ${when.toUpperCase()}` : "";
