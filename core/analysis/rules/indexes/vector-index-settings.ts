import { onChange } from "../../on-change.ts";

export const vectorIndexSettings = onChange(
  {
    id: "vector-index-settings",
    title: "Vector index with default settings",
    engines: ["postgresql"],
    category: "indexes",
    detects: "Approximate vector index with defaults",
    why: "Slow build, spills",
    safer: "State its parameters, and give maintenance_work_mem room for it.",
  },
  ["create-index"],
  ({ index }) =>
    (index.method === "hnsw" || index.method === "ivfflat") && Object.keys(index.options).length === 0
      ? {
          severity: "note",
          message: `${index.method} with its defaults builds slowly, and on disk where maintenance_work_mem is small`,
        }
      : null,
);
