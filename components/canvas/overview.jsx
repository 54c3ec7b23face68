/** A flow seen from so far that its cards could not be read: drawn as a picture, since thousands of cards take seconds. */

import { useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useUi } from "./store.js";
import { cardsIn, MOST_CARDS } from "./view.js";

/** Whether more steps are in view, or will be in a moment, than can be drawn as cards. */
export function useFar(binding, nodes) {
  const isAhead = Boolean(useUi("far"));
  const isHere = useStore(({ transform: [x, y, zoom], width, height }) => {
    if (nodes.length <= MOST_CARDS) return false;
    const area = { x1: -x / zoom, y1: -y / zoom, x2: (width - x) / zoom, y2: (height - y) / zoom };
    return cardsIn(area, nodes, binding.routes.rect, MOST_CARDS) > MOST_CARDS;
  });
  return isHere || isAhead;
}

export function Overview({ binding, nodes, edges, colorMode }) {
  const canvas = useRef(null);
  const transform = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    const frame = requestAnimationFrame(() => draw(canvas.current, { binding, nodes, edges, transform, width, height }));
    return () => cancelAnimationFrame(frame);
  }, [binding, nodes, edges, transform, width, height, colorMode]);
  return (
    <div className="cw-overview">
      <canvas ref={canvas} data-testid="overview-picture" role="img" aria-label={`${nodes.length} steps, seen from far`} />
      <p className="cw-hint cw-hint-top" role="status">
        Click to come closer.
      </p>
    </div>
  );
}

function draw(canvas, { binding, nodes, edges, transform: [x, y, zoom], width, height }) {
  if (!canvas) return;
  const sharp = globalThis.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [width * sharp, height * sharp];
  const pen = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  const colour = (name) => style.getPropertyValue(name).trim();
  const rect = binding.routes.rect;
  pen.setTransform(sharp * zoom, 0, 0, sharp * zoom, sharp * x, sharp * y);
  drawWays(pen, edges, rect, colour("--gray-9"), 1 / zoom);
  drawCards(pen, nodes, rect, ({ selected, data }) => colour(selected ? "--cw-accent" : `--${data.colour}-9`));
}

/** Fill every step's rectangle; `shadeOf(node)` is asked once for each kind of step. */
export function drawCards(pen, nodes, rect, shadeOf) {
  const shades = new Map();
  for (const node of nodes) {
    const kind = `${node.data.colour} ${Boolean(node.selected)}`;
    if (!shades.has(kind)) shades.set(kind, shadeOf(node));
    const { x, y, width, height } = rect(node.id);
    pen.fillStyle = shades.get(kind);
    pen.fillRect(x, y, width, height);
  }
}

function drawWays(pen, edges, rect, shade, width) {
  pen.strokeStyle = shade;
  pen.lineWidth = width;
  pen.globalAlpha = 0.3;
  pen.beginPath();
  for (const { source, target } of edges) {
    const [from, to] = [rect(source), rect(target)];
    if (!from || !to) continue;
    pen.moveTo(from.x + from.width, from.y + from.height / 2);
    pen.lineTo(to.x, to.y + to.height / 2);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}
