const two = (number: number): string => String(number).padStart(2, "0");

/** What a `datetime-local` field shows for a time: in the browser's zone, to the minute. */
export function localOfIso(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The time that a `datetime-local` field means; `null` while it is not complete. */
export function isoOfLocal(local: string): string | null {
  const at = new Date(local);
  // Engines guess at what is not complete; a freeze must not begin at a guess.
  return !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local) || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
