/** The same cases in every run: a rare one that fails shall not break a change that has nothing to do with it. */
export const propertyRuns = (numRuns: number) => ({
  numRuns,
  seed: Number(process.env.SLUICE_TEST_SEED ?? 20_261_126),
});
