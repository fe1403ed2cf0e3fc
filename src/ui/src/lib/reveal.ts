/**
 * Scrolls a box so far that an element in it is seen. Unlike `scrollIntoView`, it leaves alone what is around
 * the box, and the place from which Tab starts.
 */
export function reveal(element: Element, box: Element): void {
  const inner = element.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  box.scrollLeft += past(inner.left - outer.left, inner.right - outer.right);
  box.scrollTop += past(inner.top - outer.top, inner.bottom - outer.bottom);
}

function past(start: number, end: number): number {
  return start < 0 ? start : Math.max(0, Math.min(start, end));
}
