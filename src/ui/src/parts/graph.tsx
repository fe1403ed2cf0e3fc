import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { criticalPath } from "../lib/critical.ts";
import { between, duration } from "../lib/format.ts";
import { now } from "../lib/hooks.ts";
import { reveal } from "../lib/reveal.ts";
import { look, shownState } from "../lib/states.ts";
import type { Job, Step } from "../lib/types.ts";
import { Loading, StateShape } from "./basics.tsx";
import type { Layout, Place } from "./layout.ts";

interface Props {
  job: Job;
  chosen: string | undefined;
  choose: (step: string) => void;
}

const SMALLEST = 0.7; // to which it is made smaller before it is scrolled

/** The steps and what they depend on. */
export function Graph({ job, chosen, choose }: Props) {
  const shape = job.steps.map(s => `${s.name}<${(s.depends_on ?? []).join()}`).join("|");
  const [layout, setLayout] = useState<{ shape: string; layout: Layout } | undefined>(undefined);
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isWanted = true;
    void import("./layout.ts").then(module => {
      if (isWanted) {
        const start = performance.now();
        setLayout({ shape, layout: module.layOut(job.steps) });
        performance.measure("graph", { start });
      }
    });
    return () => {
      isWanted = false;
    };
  }, [shape]);
  const critical = useMemo(() => criticalPath(job.steps, Date.now()), [job]);
  const steps = useMemo(() => new Map(job.steps.map(s => [s.name, s])), [job]);
  const isLaidOut = layout?.shape === shape;
  useEffect(() => {
    const node = box.current?.querySelector(".node.chosen");
    if (node) {
      reveal(node, box.current!);
      reveal(node, box.current!.closest(".view") ?? box.current!);
    }
  }, [isLaidOut, chosen]);
  if (!layout || !isLaidOut) {
    return <Loading />;
  }
  const { nodes, edges, width, height } = layout.layout;
  const stop = [focused, chosen, nodes[0]?.name].find(name => name !== undefined && steps.has(name)); // the one that Tab reaches
  const move = (from: Place, key: string) => {
    const next = neighbour(nodes, from, key);
    if (next) {
      box.current?.querySelector<SVGElement>(`[data-step="${CSS.escape(next.name)}"]`)?.focus();
    }
  };
  return (
    <div class="graph" ref={box}>
      <svg style={{ width: `clamp(${Math.round(SMALLEST * width)}px, 100%, ${width}px)` }} viewBox={`0 0 ${width} ${height}`} role="group" aria-label="Graph of the steps">
        <defs>
          {["arrow", "arrow-critical"].map(id => (
            <marker key={id} id={id} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
              <path d="M0 0.8 7 4 0 7.2Z" />
            </marker>
          ))}
        </defs>
        {edges.map(edge => {
          const isCritical = critical.has(edge.from) && critical.has(edge.to);
          return <path key={`${edge.from} ${edge.to}`} d={edge.path} class={isCritical ? "edge critical" : "edge"}
            marker-end={isCritical ? "url(#arrow-critical)" : "url(#arrow)"} />;
        })}
        {nodes.map(place => {
          const step = steps.get(place.name);
          return step && (
            <Node key={place.name} place={place} step={step} isChosen={place.name === chosen} isCritical={critical.has(place.name)}
              isStop={place.name === stop} focus={() => setFocused(place.name)}
              choose={() => choose(place.name)} move={key => move(place, key)} />
          );
        })}
      </svg>
      <p class="hint legend">
        {critical.size > 0 && <><span class="legend-critical" aria-hidden="true" /> critical path: determines how long the job takes; </>}
        arrow keys move between steps
      </p>
    </div>
  );
}

interface NodeProps {
  place: Place;
  step: Step;
  isChosen: boolean;
  isCritical: boolean;
  isStop: boolean;
  focus: () => void;
  choose: () => void;
  move: (key: string) => void;
}

function Node({ place, step, isChosen, isCritical, isStop, focus, choose, move }: NodeProps) {
  const { x, y, width, height } = place;
  const ms = between(step.started, step.ended, step.ended ? 0 : now.value);
  const { word, tone } = look(shownState(step));
  const length = ms === undefined ? "" : duration(ms);
  const second = [step.handler ? "on error" : "", length].filter(Boolean).join(" ");
  const words = [`${place.shown} ${second}`.trim(), word, isCritical ? "on the critical path" : ""].filter(Boolean).join(", ");
  return (
    <g class={`node tone-${tone}${isChosen ? " chosen" : ""}${isCritical ? " critical" : ""}`} transform={`translate(${x - width / 2},${y - height / 2})`}
      role="button" tabindex={isStop ? 0 : -1} aria-label={words} aria-pressed={isChosen} data-step={step.name} data-state={step.state}
      onClick={choose}
      onFocus={focus}
      onKeyDown={e => {
        if (e.key === "Enter" || e.key === " ") {
          e.preventDefault();
          choose();
        } else if (e.key.startsWith("Arrow")) {
          e.preventDefault();
          move(e.key);
        }
      }}>
      <title>{step.message ? `${words}: ${step.message}` : words}</title>
      <rect width={width} height={height} rx="5" />
      <g transform="translate(9,9)"><StateShape state={shownState(step)} /></g>
      <text>
        <tspan x="31" y={second ? 15 : 21} class="node-name">{place.shown}</tspan>
        {second && <>{" "}<tspan x="31" y="28" class="node-length">{second}</tspan></>}
      </text>
    </g>
  );
}

/** The nearest node in the direction of an arrow key. */
function neighbour(nodes: Place[], from: Place, key: string): Place | undefined {
  const isAcross = key === "ArrowRight" || key === "ArrowLeft";
  const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  const along = (p: Place) => sign * (isAcross ? p.x - from.x : p.y - from.y);
  const aside = (p: Place) => Math.abs(isAcross ? p.y - from.y : p.x - from.x);
  return nodes
    .filter(p => along(p) > 8)
    .reduce<Place | undefined>((a, b) => (!a || along(b) + 2 * aside(b) < along(a) + 2 * aside(a) ? b : a), undefined);
}
