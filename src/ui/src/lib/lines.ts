/** Cuts what comes in pieces into lines. Pure. */

const LONGEST = 8_000; // characters shown of a line

export class Lines {
  private open = "";

  /** Whether the last line has no end yet; it is the last one that [push] has returned. */
  get isOpen(): boolean {
    return this.open !== "";
  }

  /**
   * Takes a piece.
   *
   * @returns the lines that have changed or are new: if a line was open, the first one continues it
   */
  push(piece: string): string[] {
    const lines = (this.open + piece).split("\n");
    this.open = lines.pop() ?? "";
    if (this.open !== "") {
      lines.push(this.open);
    }
    if (this.open.length > 4 * LONGEST) {
      this.open = this.open.slice(0, 2 * LONGEST); // something without line breaks: its end is not shown anyway
    }
    return lines;
  }
}

/** The beginning of a line, if it is too long to be shown. */
export function shownPart(line: string): string {
  return line.length > LONGEST ? `${line.slice(0, LONGEST)} … ${line.length - LONGEST} characters more` : line;
}
