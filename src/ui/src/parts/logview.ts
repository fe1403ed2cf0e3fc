/**
 * Lines of text in the document: fast, and bounded. They are in blocks, of which the browser lays out
 * only those that are seen; the oldest block goes when there are too many lines.
 */

import { plain, spans, stripped, type Style } from "../lib/ansi.ts";
import { Lines, shownPart } from "../lib/lines.ts";

export type Stream = "stdout" | "stderr";

export const MOST_LINES = 20_000;
const BLOCK = 250; // lines

interface Source {
  lines: Lines;
  style: Style;
  open: HTMLElement | undefined;
}

export class LogView {
  private readonly sources: Record<Stream, Source> = { stdout: source(), stderr: source() };
  private count = 0;
  private waiting: { stream: Stream; text: string }[] = [];
  private frame = 0;
  private query = "";
  private hits: HTMLElement[] = [];
  private at = -1;

  /**
   * @param box what scrolls
   * @param changed called after lines were added
   */
  constructor(private readonly box: HTMLElement, private readonly changed: (lines: number, hits: number) => void) {}

  /** Adds text soon. */
  append(stream: Stream, text: string): void {
    this.waiting.push({ stream, text });
    this.frame ||= requestAnimationFrame(() => this.flush());
  }

  clear(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.waiting = [];
    this.box.replaceChildren();
    this.sources.stdout = source();
    this.sources.stderr = source();
    this.count = 0;
    this.hits = [];
    this.changed(0, 0);
  }

  /** Removes the lines of a stream, which begins anew. */
  drop(stream: Stream): void {
    this.flush();
    for (const line of this.box.querySelectorAll(`.line.${stream}`)) {
      line.remove();
      this.count--;
    }
    this.sources[stream] = source();
    this.hits = this.hits.filter(hit => hit.isConnected);
  }

  /** A line of ours between the lines of the program. */
  mark(text: string): void {
    this.flush();
    const line = document.createElement("div");
    line.className = "line mark";
    line.textContent = text;
    this.add(line);
  }

  private flush(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const isAtEnd = this.isAtEnd();
    for (const { stream, text } of this.waiting) {
      this.take(this.sources[stream], stream, text);
    }
    this.waiting = [];
    this.changed(this.count, this.hits.length);
    if (isAtEnd) {
      this.toEnd();
    }
  }

  private take(from: Source, stream: Stream, text: string): void {
    let lines = from.lines.push(text);
    if (lines.length > MOST_LINES) {
      lines = lines.slice(-MOST_LINES);
      from.open = undefined;
    }
    lines.forEach((text, i) => {
      const line = i === 0 && from.open?.isConnected ? from.open : document.createElement("div");
      this.fill(line, stream, text, from.style);
      if (!line.isConnected) {
        this.add(line);
      }
      from.open = line;
    });
    if (!from.lines.isOpen) {
      from.open = undefined;
    }
  }

  private fill(line: HTMLElement, stream: Stream, text: string, style: Style): void {
    const isHit = line.classList.contains("hit");
    line.className = `line ${stream}${isHit ? " hit" : ""}`;
    const parts = spans(shownPart(text), style).map(span => {
      if (!span.style) {
        return document.createTextNode(span.text);
      }
      const element = document.createElement("span");
      element.className = span.style;
      element.textContent = span.text;
      return element;
    });
    line.replaceChildren(...parts);
    if (this.query && !isHit && stripped(text).toLowerCase().includes(this.query)) {
      this.hit(line);
    }
  }

  private add(line: HTMLElement): void {
    let block = this.box.lastElementChild;
    if (!block || block.childElementCount >= BLOCK) {
      block = document.createElement("div");
      block.className = "block";
      this.box.append(block);
    }
    block.append(line);
    this.count++;
    if (this.count > MOST_LINES) {
      const first = this.box.firstElementChild!;
      this.count -= first.childElementCount;
      first.remove();
      this.hits = this.hits.filter(hit => hit.isConnected);
    }
  }

  isAtEnd(): boolean {
    return this.box.scrollTop + this.box.clientHeight >= this.box.scrollHeight - 24;
  }

  toEnd(): void {
    this.box.scrollTop = this.box.scrollHeight;
    // blocks that are seen first get their real height then
    requestAnimationFrame(() => (this.box.scrollTop = this.box.scrollHeight));
  }

  /** Marks the lines with a text, in any case of letters; returns how many there are. */
  search(text: string): number {
    this.hits.forEach(hit => hit.classList.remove("hit", "hit-now"));
    this.hits = [];
    this.at = -1;
    this.query = text.toLowerCase();
    if (this.query) {
      for (const line of this.box.querySelectorAll<HTMLElement>(".line")) {
        if (line.textContent.toLowerCase().includes(this.query)) {
          this.hit(line);
        }
      }
    }
    return this.hits.length;
  }

  private hit(line: HTMLElement): void {
    line.classList.add("hit");
    this.hits.push(line);
  }

  /** Shows the next line that was found, or the one before; returns its number from 1, or 0. */
  next(by: 1 | -1): number {
    if (this.hits.length === 0) {
      return 0;
    }
    this.hits[this.at]?.classList.remove("hit-now");
    this.at = this.at < 0 && by < 0 ? this.hits.length - 1 : (this.at + by + this.hits.length) % this.hits.length;
    const line = this.hits[this.at]!;
    line.classList.add("hit-now");
    line.scrollIntoView({ block: "center" });
    return this.at + 1;
  }
}

function source(): Source {
  return { lines: new Lines(), style: plain(), open: undefined };
}
