import assert from "node:assert/strict";
import { test } from "node:test";
import { cardsIn, firstView, viewOf } from "./view.js";

const PANE = { width: 1_000, height: 800 };

/** Where a place of the flow is on the screen. */
const onScreen = ({ x, y, zoom }, place) => ({ x: place.x * zoom + x, y: place.y * zoom + y });

test("a small flow is shown whole, in the middle, not larger than life", () => {
  const view = firstView({ x: 100, y: 0, width: 240, height: 130 }, { x: 100, y: 0 }, PANE);
  assert.equal(view.zoom, 1);
  assert.deepEqual(onScreen(view, { x: 220, y: 65 }), { x: 500, y: 400 });
});

test("a flow that still can be read is made to fit", () => {
  const bounds = { x: -200, y: -50, width: 1_200, height: 600 };
  const view = firstView(bounds, { x: -200, y: 0 }, PANE);
  assert.ok(view.zoom < 1 && view.zoom >= 0.6);
  const [first, last] = [onScreen(view, bounds), onScreen(view, { x: 1_000, y: 550 })];
  assert.ok(first.x >= 0 && first.y >= 0 && last.x <= 1_000 && last.y <= 800);
});

test("a large flow opens at its beginning, where the words can be read", () => {
  const view = firstView({ x: 0, y: -3_000, width: 9_000, height: 6_000 }, { x: 400, y: 100 }, PANE);
  assert.equal(view.zoom, 0.6);
  const start = onScreen(view, { x: 400, y: 100 });
  assert.ok(start.x > 0 && start.x < 200 && start.y > 100 && start.y < 400, JSON.stringify(start));
});

test("there is no empty half of the screen above a flow that begins at its top", () => {
  const view = firstView({ x: 0, y: 0, width: 9_000, height: 6_000 }, { x: 0, y: 0 }, PANE);
  assert.ok(onScreen(view, { x: 0, y: 0 }).y < 100);
});

test("the whole of a flow is seen, whatever its size, with a margin", () => {
  const bounds = { x: -500, y: 100, width: 90_000, height: 20_000 };
  const view = viewOf(bounds, PANE, { maxZoom: 1, minZoom: 0.002, padding: 40 });
  const [first, last] = [onScreen(view, bounds), onScreen(view, { x: 89_500, y: 20_100 })];
  assert.ok(first.x >= 39.9 && first.y >= 39.9 && last.x <= 960.1 && last.y <= 760.1);
});

test("the cards in view are counted, and not beyond what decides", () => {
  const nodes = Array.from({ length: 100 }, (_, at) => ({ id: String(at) }));
  const rect = (id) => ({ x: 300 * Number(id), y: 0, width: 240, height: 100 });
  const area = { x1: 0, y1: 0, x2: 3_000, y2: 500 };
  assert.equal(cardsIn(area, nodes, rect, 50), 10);
  assert.equal(cardsIn(area, nodes, rect, 4), 5);
});
