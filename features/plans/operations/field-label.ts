const LABELS: Readonly<Record<string, string>> = {
  up: "New value (up)",
  down: "Old value (down)",
  on: "Rows belong together where",
  set: "Set",
  by: "By",
  to: "To",
  as: "Name there",
  into: "Into",
};

/** `nullsNotDistinct` as "Nulls not distinct". */
export const fieldLabel = ({ key, hint }: { readonly key: string; readonly hint: string | null }): string => {
  if (hint?.startsWith("The new name")) return "New name";
  const words = key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return LABELS[key] ?? words.slice(0, 1).toUpperCase() + words.slice(1);
};
