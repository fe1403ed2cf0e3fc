import dagre from "@dagrejs/dagre";
import { quickLayout, type Point, type QuickLayout } from "../lib/quicklayout.ts";
import type { Step } from "../lib/types.ts";

export interface Place {
  name: string;
  /** The name, shortened to the width. */
  shown: string;
  /** The middle. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Layout {
  nodes: Place[];
  edges: { from: string; to: string; path: string }[];
  width: number;
  height: number;
}

const HEIGHT = 34;
const LETTER = 7.1; // pixels, about
const LONGEST = 24; // letters
const SMALL_LETTER = 6.4; // pixels, about, of the second line
const LENGTH = 10; // letters of a length of time, which grows while a step runs
const HANDLER = "on error ".length;
const MARGIN = 8;
const NODES = 12; // pixels between steps of a layer
const CAREFUL = 80; // steps; dagre needs half a second for 300

/** Lays steps out from the left to the right, in layers; what depends on nothing is at the left. */
export function layOut(steps: Step[]): Layout {
  const name = Math.max(...steps.map(s => Math.min(LONGEST, s.name.length)));
  const second = LENGTH + (steps.some(s => s.handler) ? HANDLER : 0);
  const width = Math.round(Math.max(name * LETTER, second * SMALL_LETTER) + 42);
  const index = new Map(steps.map((s, i) => [s.name, i]));
  const edges = steps.flatMap((step, to) =>
    (step.depends_on ?? []).flatMap((name): [number, number][] => (index.has(name) ? [[index.get(name)!, to]] : [])));
  const { places, bends, ...size } = steps.length > CAREFUL
    ? quickLayout(steps.length, edges, { width, height: HEIGHT, across: 60, between: NODES, margin: MARGIN })
    : careful(steps.length, edges, width);
  return {
    nodes: steps.map((step, i) => ({ name: step.name, shown: shortened(step.name), ...places[i]!, width, height: HEIGHT })),
    edges: edges.map(([from, to], i) => ({
      from: steps[from]!.name,
      to: steps[to]!.name,
      // out at the right side, and in at the left one
      path: curve([
        { x: places[from]!.x + width / 2, y: places[from]!.y }, ...bends[i]!, { x: places[to]!.x - width / 2 - 1, y: places[to]!.y },
      ]),
    })),
    ...size,
  };
}

function careful(count: number, edges: [number, number][], width: number): QuickLayout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: NODES, ranksep: 34, edgesep: 8, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (let i = 0; i < count; i++) {
    graph.setNode(String(i), { width, height: HEIGHT });
  }
  edges.forEach(([from, to]) => graph.setEdge(String(from), String(to)));
  dagre.layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    places: Array.from({ length: count }, (_, i) => {
      const { x, y } = graph.node(String(i)) as Point;
      return { x, y };
    }),
    // its ends are where straight lines would meet the boxes
    bends: edges.map(([from, to]) => (graph.edge(String(from), String(to)) as { points: Point[] }).points.slice(1, -1)),
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
  };
}

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 9)}…${name.slice(-8)}` : name;
}

/** A smooth line through points. */
function curve(points: Point[]): string {
  const [first, ...rest] = points;
  if (!first) {
    return "";
  }
  let path = `M${first.x.toFixed(1)} ${first.y.toFixed(1)}`;
  let before = first;
  for (const point of rest) {
    const middle = ((before.x + point.x) / 2).toFixed(1);
    path += `C${middle} ${before.y.toFixed(1)} ${middle} ${point.y.toFixed(1)} ${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    before = point;
  }
  return path;
}
