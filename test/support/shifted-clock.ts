/** Loaded before a process' own program: its clock, and that of its children, is off by CLOCK_SHIFT_MS. Timers are not. */
const shiftMs = Number(process.env['CLOCK_SHIFT_MS'] ?? 0);
const ownNow = Date.now;
const now = (): number => ownNow() + shiftMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, args, made) => Reflect.construct(target, args.length > 0 ? args : [now()], made),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
