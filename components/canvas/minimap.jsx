/**
 * The overview in the corner, drawn as one picture: React Flow's own is an element for each step, and every movement on
 * the canvas would ask all of them anew. Dragging in it moves the view, the wheel zooms.
 */

import { Panel, useReactFlow, useStore } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { around } from "./geometry.js";
import { drawCards } from "./overview.jsx";

const SIZE = { width: 168, height: 112 };
/** So many pixels are left free around the flow. */
const EDGE = 5;
/** A wheel turned by so many pixels doubles the zoom, by so many lines of text likewise. */
const DOUBLING = { pixels: 500, lines: 20 };

export function MiniMap({ binding, nodes, colorMode }) {
  const canvas = useRef(null);
  const scale = useRef(1);
  const last = useRef([0, 0]);
  const rf = useReactFlow();
  const transform = useStore((state) => state.transform);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current) scale.current = draw(canvas.current, { binding, nodes, transform, width, height });
    });
    return () => cancelAnimationFrame(frame);
  }, [binding, nodes, transform, width, height, colorMode]);
  useEffect(() => followWheel(canvas.current, rf), [rf]);
  const hold = (event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = [event.clientX, event.clientY];
  };
  const pan = ({ buttons, clientX, clientY }) => {
    if (!buttons) return;
    const { x, y, zoom } = rf.getViewport();
    const way = scale.current * zoom;
    const [right, down] = [clientX - last.current[0], clientY - last.current[1]];
    last.current = [clientX, clientY];
    rf.setViewport({ x: x - right * way, y: y - down * way, zoom });
  };
  return (
    <Panel position="bottom-right" className="react-flow__minimap cw-minimap">
      <canvas
        ref={canvas}
        style={SIZE}
        role="img"
        aria-label="Overview of the flow"
        data-testid="minimap"
        onPointerDown={hold}
        onPointerMove={pan}
      />
    </Panel>
  );
}

/** Heard here and not by React, whose listener could not keep the browser from zooming the page. */
function followWheel(element, rf) {
  const onWheel = (event) => {
    event.preventDefault();
    const doubling = event.deltaMode ? DOUBLING.lines : DOUBLING.pixels;
    rf.zoomTo(rf.getZoom() * 2 ** (-event.deltaY / doubling));
  };
  element.addEventListener("wheel", onWheel, { passive: false });
  return () => element.removeEventListener("wheel", onWheel);
}

/** Draw all steps, what is out of view in a shade. Returns how many of the flow's pixels are one of the picture's. */
function draw(canvas, { binding, nodes, transform: [x, y, zoom], width, height }) {
  const rect = binding.routes.rect;
  const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  const all = around([view, ...nodes.map(({ id }) => rect(id))]);
  const scale = Math.max(all.width / (SIZE.width - 2 * EDGE), all.height / (SIZE.height - 2 * EDGE));
  const sharp = globalThis.devicePixelRatio || 1;
  [canvas.width, canvas.height] = [SIZE.width * sharp, SIZE.height * sharp];
  const pen = canvas.getContext("2d");
  const [left, top] = [all.x + all.width / 2 - (SIZE.width * scale) / 2, all.y + all.height / 2 - (SIZE.height * scale) / 2];
  const style = getComputedStyle(canvas);
  const colour = (name) => style.getPropertyValue(name).trim();
  pen.setTransform(sharp / scale, 0, 0, sharp / scale, (-left * sharp) / scale, (-top * sharp) / scale);
  drawCards(pen, nodes, rect, (node) => colour(`--${node.data.colour}-9`));
  pen.fillStyle = colour("--gray-a4");
  pen.beginPath();
  pen.rect(left, top, SIZE.width * scale, SIZE.height * scale);
  pen.rect(view.x, view.y, view.width, view.height);
  pen.fill("evenodd");
  return scale;
}
