import dagre from "@dagrejs/dagre";
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
const MARGIN = 8;

/** Lays steps out from the left to the right, in layers; what depends on nothing is at the left. */
export function layOut(steps: Step[]): Layout {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 12, ranksep: 34, edgesep: 8, marginx: MARGIN, marginy: MARGIN, ranker: steps.length > 100 ? "longest-path" : "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  const names = new Set(steps.map(s => s.name));
  const longest = Math.max(4, ...steps.map(s => Math.min(LONGEST, s.name.length)));
  const width = Math.round(longest * LETTER + 42);
  for (const step of steps) {
    graph.setNode(step.name, { width, height: HEIGHT });
  }
  for (const step of steps) {
    for (const before of step.depends_on ?? []) {
      if (names.has(before)) {
        graph.setEdge(before, step.name);
      }
    }
  }
  dagre.layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  const place = (name: string) => graph.node(name) as Point;
  return {
    nodes: steps.map(step => {
      const node = graph.node(step.name) as { x: number; y: number };
      return { name: step.name, shown: shortened(step.name), x: node.x, y: node.y, width, height: HEIGHT };
    }),
    edges: graph.edges().map((edge: { v: string; w: string }) => {
      const { points } = graph.edge(edge) as { points: Point[] };
      const from = place(edge.v);
      const to = place(edge.w);
      // out at the right side and in at the left one; dagre's ends are where the straight lines meet the boxes
      const path = curve([{ x: from.x + width / 2, y: from.y }, ...points.slice(1, -1), { x: to.x - width / 2 - 1, y: to.y }]);
      return { from: edge.v, to: edge.w, path };
    }),
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
  };
}

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 9)}…${name.slice(-8)}` : name;
}

interface Point {
  x: number;
  y: number;
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
