/** Times, lengths of time and sizes as people read them. Pure. */

const DAY = 86_400_000;

/** A length of time: `40 ms`, `1.4 s`, `12 s`, `3 m 20 s`, `2 h 5 m`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) {
    return "0 s";
  }
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 10_000) {
    return `${(ms / 1000).toFixed(1)} s`;
  }
  const s = Math.round(ms / 1000);
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3600) {
    return `${Math.floor(s / 60)} m ${s % 60} s`;
  }
  if (s < 86_400) {
    return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} m`;
  }
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

/** The time between two instants; until now if the second is missing. */
export function between(from: string | null | undefined, to: string | null | undefined, now: number): number | undefined {
  if (!from) {
    return undefined;
  }
  return Math.max(0, (to ? Date.parse(to) : now) - Date.parse(from));
}

/** A size: `312 B`, `4.1 KB`, `12 MB`. */
export function bytes(count: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let n = count;
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${unit === 0 || n >= 10 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
const date = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });

/** A time in the local zone, shorter the nearer it is: today's by the clock, older ones by the day. */
export function when(text: string, now: number): string {
  const at = new Date(text);
  const distance = Math.abs(now - at.getTime());
  if (distance < DAY && at.getDate() === new Date(now).getDate()) {
    return clock.format(at);
  }
  return distance < 300 * DAY ? dayAndClock.format(at) : date.format(at);
}

/** How far away a time is: `in 5 m`, `2 h ago`. */
export function distance(text: string, now: number): string {
  const ms = Date.parse(text) - now;
  const away = Math.abs(ms);
  const words = away < 60_000 ? `${Math.round(away / 1000)} s`
    : away < 3_600_000 ? `${Math.round(away / 60_000)} m`
    : away < 2 * DAY ? `${Math.round(away / 3_600_000)} h`
    : `${Math.round(away / DAY)} d`;
  return ms > 0 ? `in ${words}` : `${words} ago`;
}

/** The exact time, in the local zone with its offset. */
export function exact(text: string): string {
  const at = new Date(text);
  const pad = (n: number, width = 2) => String(n).padStart(width, "0");
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} `
    + `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)} ${zone}`;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./,:@%+-][\w./,:@%+=-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What the server says, as a sentence begins. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 job`, `3 jobs`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : many}`;
}
