import { planSchema } from "#contracts/plan-json-schema.ts";
import type { OperationName } from "#core/domain/plan-operation.ts";
import { OPERATIONS } from "#core/plan/operations/operations.ts";

type Schema = Record<string, unknown>;

const asObject = (value: unknown): Schema => (typeof value === "object" && value !== null ? (value as Schema) : {});

/** The JSON Schema of the plan document, in which each operation says what it does and gives an example: editors show both. */
export function planSchemaWithExamples(): Schema {
  const schema = planSchema();
  const operations = asObject(asObject(schema.properties).operations);
  const items = asObject(operations.items);
  const options = Array.isArray(items.anyOf) ? items.anyOf.map(asObject) : [];
  return {
    ...schema,
    properties: {
      ...asObject(schema.properties),
      operations: { ...operations, items: { ...items, anyOf: options.map(withExample) } },
    },
  };
}

function withExample(option: Schema): Schema {
  const [name] = Object.keys(asObject(option.properties));
  const about = OPERATIONS[name as OperationName];
  if (name === undefined || !about) return option;
  const { title, summary, example } = about;
  const properties = { [name]: { description: summary, ...asObject(asObject(option.properties)[name]) } };
  return { title, description: summary, examples: [{ [name]: example }], ...option, properties };
}
