import { DomainError } from "#core/domain/domain-error.ts";
import { enumValueOf } from "./facts/enum-value-of.ts";
import type { Operation } from "./operation.ts";

const MOST_BYTES = 63;

/** PostgreSQL cannot take a value away again (reference: postgres.md, 2.1 O). */
export const addEnumValue: Operation<"add-enum-value"> = {
  name: "add-enum-value",
  engines: ["postgresql"],
  title: "Add a value to an enum",
  summary: "A new value at the end, or before or after another one; no row is touched.",
  keywords: ["enum", "type", "add value", "label"],
  locks: "None on a table.",
  undo: "None: PostgreSQL has no way to drop a value. If that matters, use remove-enum-value later, which makes a new type.",
  refusals: [
    {
      what: "A value that the type has already, or of more than 63 bytes",
      instead: "Use the value that is there, or a shorter one",
    },
    {
      what: "`before` and `after` at once, or a neighbour that the type does not have",
      instead: "Name one value of the type",
    },
  ],
  example: { type: "order_status", value: "returned", after: "sent" },
  label: ({ type, value }) => `add-enum-value ${type}.${value}`,

  async expand(spec, { catalog, sql }) {
    const type = await catalog.enumType(spec.type);
    const refuse = (why: string) => {
      throw new DomainError("invalid-plan", `${why} Nothing was changed.`);
    };
    if (type.values.includes(spec.value)) refuse(`Type ${type.ref.name} has a value ${spec.value} already.`);
    if (Buffer.byteLength(spec.value) > MOST_BYTES)
      refuse(`Value ${spec.value} is longer than the ${MOST_BYTES} bytes that PostgreSQL allows.`);
    if (spec.before !== undefined && spec.after !== undefined)
      refuse(`Value ${spec.value} goes before one value or after one: name one of them.`);
    const neighbour = spec.before ?? spec.after;
    if (neighbour !== undefined) enumValueOf(type, neighbour);
    const place =
      neighbour === undefined ? "" : ` ${spec.before === undefined ? "AFTER" : "BEFORE"} ${sql.text(neighbour)}`;
    return {
      steps: {
        expand: [
          {
            sql: `ALTER TYPE ${sql.table(type.ref)} ADD VALUE ${sql.text(spec.value)}${place}`,
            undo: "none",
            name: `Add ${spec.value} to ${type.ref.name}; it cannot be taken away again`,
            ignore: [
              {
                rule: "early-point-of-no-return",
                reason: "PostgreSQL cannot drop a value of an enum; one that nobody writes disturbs nobody",
              },
            ],
          },
        ],
      },
      notes: [
        `The value ${spec.value} cannot be taken away by a rollback: steps before this one are out of its reach. Put the operation last, or alone in its migration.`,
      ],
    };
  },
};
