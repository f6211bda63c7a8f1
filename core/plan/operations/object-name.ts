const MOST_BYTES = 63;

/** The name that the server gives an object of a table's column: both names are cut, the longer first, until it fits. */
export function objectName(table: string, column: string, label: string): string {
  const most = MOST_BYTES - label.length - 2;
  let [one, other] = [table, column];
  while (Buffer.byteLength(one) + Buffer.byteLength(other) > most) {
    if (Buffer.byteLength(one) > Buffer.byteLength(other)) one = [...one].slice(0, -1).join("");
    else other = [...other].slice(0, -1).join("");
  }
  return `${one}_${other}_${label}`;
}
