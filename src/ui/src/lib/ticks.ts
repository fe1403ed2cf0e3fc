/** Round marks for an axis of time. Pure. */

const STEPS = [100, 200, 500, 1e3, 2e3, 5e3, 1e4, 15e3, 3e4, 6e4, 12e4, 3e5, 6e5, 9e5, 18e5, 36e5, 72e5, 144e5, 288e5, 432e5, 864e5];

/** From 0 to less than a length, in milliseconds; at most about six. */
export function ticks(length: number): number[] {
  const step = STEPS.find(s => length / s <= 6) ?? Math.ceil(length / 6 / 864e5) * 864e5;
  const marks: number[] = [];
  for (let at = 0; at < length * 0.95; at += step) {
    marks.push(at);
  }
  return marks;
}
