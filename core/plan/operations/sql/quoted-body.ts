/** The body of a function between dollar signs, which no identifier inside can end. */
export function quotedBody(body: string): string {
  let tag = "sluice";
  while (body.includes(`$${tag}$`)) tag += "_";
  return `$${tag}$${body}$${tag}$`;
}
