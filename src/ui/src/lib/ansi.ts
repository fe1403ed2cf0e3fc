/** Colours and styles in what programs print (ECMA-48 SGR), as classes. Pure. */

export interface Span {
  text: string;
  /** Class names, or empty. */
  style: string;
}

export interface Style {
  fg: string;
  bg: string;
  flags: Set<string>;
}

export function plain(): Style {
  return { fg: "", bg: "", flags: new Set() };
}

// CSI sequences, OSC up to BEL or ST, and other escapes of two or three characters
const ESCAPE = /\x1b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-Z\\^-~])/g;
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** Splits a line into spans of one style each. Updates the style, which carries over to the next line. */
export function spans(line: string, style: Style): Span[] {
  const found: Span[] = [];
  let from = 0;
  const add = (text: string) => {
    const clean = text.replace(CONTROL, "");
    if (clean) {
      const name = className(style);
      const last = found.at(-1);
      if (last && last.style === name) {
        last.text += clean;
      } else {
        found.push({ text: clean, style: name });
      }
    }
  };
  const shown = afterReturn(line);
  for (const match of shown.matchAll(ESCAPE)) {
    add(shown.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[2] === "m") {
      apply(match[1] ?? "", style);
    }
  }
  add(shown.slice(from));
  return found;
}

/** A progress bar prints over itself: what it printed last counts. Escapes of what is dropped are kept. */
function afterReturn(line: string): string {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  const at = text.lastIndexOf("\r");
  return at < 0 ? text : [...text.slice(0, at).matchAll(ESCAPE)].map(m => m[0]).join("") + text.slice(at + 1);
}

/** The text alone. */
export function stripped(line: string): string {
  return afterReturn(line).replace(ESCAPE, "").replace(CONTROL, "");
}

function className(style: Style): string {
  return [style.fg && `f${style.fg}`, style.bg && `b${style.bg}`, ...[...style.flags].sort()].filter(Boolean).join(" ");
}

const FLAGS: Record<number, string> = { 1: "bold", 2: "dim", 3: "italic", 4: "under", 7: "inverse", 9: "strike" };
const ENDS: Record<number, string[]> = { 22: ["bold", "dim"], 23: ["italic"], 24: ["under"], 27: ["inverse"], 29: ["strike"] };

function apply(parameters: string, style: Style): void {
  const codes = parameters.split(/[;:]/).map(text => Number(text || "0"));
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) {
      style.fg = "";
      style.bg = "";
      style.flags.clear();
    } else if (FLAGS[code]) {
      style.flags.add(FLAGS[code]);
    } else if (ENDS[code]) {
      ENDS[code].forEach(flag => style.flags.delete(flag));
    } else if (code === 38 || code === 48) {
      const color = codes[i + 1] === 5 ? indexed(codes[i + 2] ?? 0) : nearest(codes.slice(i + 2, i + 5));
      i += codes[i + 1] === 5 ? 2 : 4;
      style[code === 38 ? "fg" : "bg"] = color;
    } else if (code === 39) {
      style.fg = "";
    } else if (code === 49) {
      style.bg = "";
    } else {
      basic(code, style);
    }
  }
}

function basic(code: number, style: Style): void {
  if (code >= 30 && code <= 37) {
    style.fg = String(code - 30);
  } else if (code >= 90 && code <= 97) {
    style.fg = String(code - 82);
  } else if (code >= 40 && code <= 47) {
    style.bg = String(code - 40);
  } else if (code >= 100 && code <= 107) {
    style.bg = String(code - 92);
  }
}

/** One of the 16 colours of the theme for one of 256. */
function indexed(index: number): string {
  if (index < 16) {
    return String(index);
  }
  if (index >= 232) {
    const grey = (index - 232) * 10 + 8;
    return nearest([grey, grey, grey]);
  }
  const level = (n: number) => (n === 0 ? 0 : 55 + 40 * n);
  const cube = index - 16;
  return nearest([level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)]);
}

/** The colour of the theme that is nearest: the page's policy allows no colours of its own. */
function nearest(rgb: number[]): string {
  const [r = 0, g = 0, b = 0] = rgb;
  const most = Math.max(r, g, b);
  const least = Math.min(r, g, b);
  if (most - least < 40) {
    return most < 60 ? "0" : most < 150 ? "8" : most < 220 ? "7" : "15";
  }
  const middle = (most + least) / 2;
  const hue = (r > middle ? 1 : 0) + (g > middle ? 2 : 0) + (b > middle ? 4 : 0);
  return String(hue + (most > 200 ? 8 : 0));
}
