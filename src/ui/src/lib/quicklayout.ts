/**
 * A layout in layers for large graphs, in a hundredth of the time that a careful one takes. Pure.
 *
 * Steps are in the layer behind the last one that they depend on. Edges that pass layers have a point
 * in each. Within layers, all are ordered by where their neighbours are, and then moved as close to
 * them as their order and distances allow.
 */

export interface Point {
  x: number;
  y: number;
}

export interface QuickLayout {
  /** The middles, in the order of the nodes. */
  places: Point[];
  /** The points between the ends, in the order of the edges. */
  bends: Point[][];
  width: number;
  height: number;
}

export interface Sizes {
  width: number;
  height: number;
  /** Between layers, and between nodes of a layer. */
  across: number;
  between: number;
  margin: number;
}

interface Spot {
  layer: number;
  size: number;
  y: number;
  before: Spot[];
  after: Spot[];
}

const SWEEPS = 8;
const LINE = 8; // pixels that an edge takes in a layer that it passes

/** @param edges pairs of indices of nodes, from what is depended on; without cycles */
export function quickLayout(count: number, edges: [number, number][], sizes: Sizes): QuickLayout {
  const ranks = layersOf(count, edges);
  const spots: Spot[] = ranks.map(layer => ({ layer, size: sizes.height + sizes.between, y: 0, before: [], after: [] }));
  const passing = edges.map(([from, to]) => chain(spots[from]!, spots[to]!));
  const layers: Spot[][] = [];
  for (const spot of [...spots, ...passing.flat()]) {
    (layers[spot.layer] ??= []).push(spot);
  }
  for (let i = 0; i < SWEEPS; i++) {
    sweep(layers, i % 2 === 0, true);
  }
  for (let i = 0; i < SWEEPS; i++) {
    sweep(layers, i % 2 === 0, false);
  }
  const all = layers.flat();
  const top = Math.min(...all.map(s => s.y - s.size / 2));
  const step = sizes.width + sizes.across;
  const at = (spot: Spot): Point => ({ x: sizes.margin + sizes.width / 2 + spot.layer * step, y: spot.y - top + sizes.margin });
  return {
    places: spots.map(at),
    bends: passing.map(line => line.map(at)),
    width: layers.length * step - sizes.across + 2 * sizes.margin,
    height: Math.max(...all.map(s => s.y + s.size / 2)) - top + 2 * sizes.margin,
  };
}

/** The longest way to each node. */
function layersOf(count: number, edges: [number, number][]): number[] {
  const next: number[][] = Array.from({ length: count }, () => []);
  const open = new Array<number>(count).fill(0);
  for (const [from, to] of edges) {
    next[from]!.push(to);
    open[to]!++;
  }
  const layers = new Array<number>(count).fill(0);
  const free = open.flatMap((n, i) => (n === 0 ? [i] : []));
  for (const node of free) { // grows meanwhile
    for (const other of next[node]!) {
      layers[other] = Math.max(layers[other]!, layers[node]! + 1);
      if (--open[other]! === 0) {
        free.push(other);
      }
    }
  }
  return layers;
}

/** Joins two spots by others in the layers between them; returns these. */
function chain(from: Spot, to: Spot): Spot[] {
  const line: Spot[] = [];
  let last = from;
  for (let layer = from.layer + 1; layer < to.layer; layer++) {
    const spot: Spot = { layer, size: LINE, y: 0, before: [], after: [] };
    join(last, spot);
    line.push(spot);
    last = spot;
  }
  join(last, to);
  return line;
}

function join(from: Spot, to: Spot): void {
  from.after.push(to);
  to.before.push(from);
}

/** Goes through all layers, to the right or to the left. */
function sweep(layers: Spot[][], isRight: boolean, orders: boolean): void {
  for (const layer of isRight ? layers : [...layers].reverse()) {
    const wanted = new Map(layer.map(spot => [spot, middle(isRight ? spot.before : spot.after, spot.y)]));
    if (orders) {
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)!); // keeps the order of what is equal
    }
    place(layer, layer.map(spot => wanted.get(spot)!));
  }
}

function middle(spots: Spot[], otherwise: number): number {
  return spots.length === 0 ? otherwise : spots.reduce((sum, s) => sum + s.y, 0) / spots.length;
}

/** Moves spots as near to where they are wanted as their order and sizes allow, by least squares. */
function place(layer: Spot[], wanted: number[]): void {
  const offsets: number[] = [];
  let end = 0;
  for (const spot of layer) {
    offsets.push(end + spot.size / 2);
    end += spot.size;
  }
  const groups: { sum: number; count: number }[] = [];
  wanted.forEach((y, i) => {
    groups.push({ sum: y - offsets[i]!, count: 1 });
    for (let k = groups.length - 1; k > 0; k--) {
      const [a, b] = [groups[k - 1]!, groups[k]!];
      if (a.sum / a.count <= b.sum / b.count) {
        break;
      }
      groups.splice(k - 1, 2, { sum: a.sum + b.sum, count: a.count + b.count });
    }
  });
  let i = 0;
  for (const group of groups) {
    for (let n = 0; n < group.count; n++, i++) {
      layer[i]!.y = group.sum / group.count + offsets[i]!;
    }
  }
}
