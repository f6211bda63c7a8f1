// Preloaded into a worker by `--import`: SIGUSR2 makes its wall clock jump by FAULTS_CLOCK_JUMP_MS, and back.
// The monotonic clock goes on as it did, as it does on a real machine.
const jump = Number(process.env.FAULTS_CLOCK_JUMP_MS ?? 0);
const RealDate = globalThis.Date;
let offset = 0;

process.on("SIGUSR2", () => {
  offset = offset === 0 ? jump : 0;
});

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + offset] : args, newTarget) as Date,
  apply: (target) => new target(target.now() + offset).toString(),
  get: (target, name) => (name === "now" ? () => target.now() + offset : Reflect.get(target, name)),
});
