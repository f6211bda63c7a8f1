/** What a rule can need to know beside the text of a statement. */
export const FACTS = ["schema", "sizes", "traffic", "replicas", "release", "free-disk"] as const;
export type Fact = (typeof FACTS)[number];

/** As a sentence names it. */
export const FACT_WORDS: Readonly<Record<Fact, string>> = {
  schema: "the schema",
  sizes: "sizes",
  traffic: "traffic",
  replicas: "replicas",
  release: "the minor release",
  "free-disk": "free disk",
};
