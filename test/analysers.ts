import { applyStatement } from "#core/analysis/apply-statement.ts";
import { emptyModel } from "#core/analysis/empty-model.ts";
import * as R from "#core/engines/postgres/postgres-read-statements.ts";
const E: any = emptyModel, A: any = applyStatement;
const read = (Object.values(R) as any[])[0];
const a: any = {
  read,
  emptyModel: (o: any) => { try { return E({ ...o, searchPath: ["public"] }); } catch (e) { console.log(e); throw e; } },
  apply: (s: any, m: any) => A(s, m, {}),
  predict: () => ({ analysable: true, relations: [], refused: null, depends: [], waitsForOthers: false }),
  modelOf: (ss: any[]) => {
    let m = a.emptyModel({ complete: true });
    for (const s of ss) m = a.apply(s, m);
    return { ...m, tables: new Map([...m.tables].map(([k, t]: any) => [k, { ...t, bornHere: false }])), indexes: new Map([...m.indexes].map(([k, t]: any) => [k, { ...t, bornHere: false }])) };
  },
};
export const analysers: any = { postgresql: a, sqlite: a };
