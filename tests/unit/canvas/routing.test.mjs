import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson, SPEC } from "./bench.mjs";
import { pathOf } from "./paths.js";
import { ports } from "./ports.js";
import { createRoutes } from "./routes.js";
import { dice } from "./twins.mjs";
import { wordsOf } from "./words.js";

/** The flow of an export as the canvas has it: {cards, nodes, edges}. */
function drawn({ nodes, edges, layout }) {
  const leading = Object.entries(edges);
  const cards = new Map();
  const ways = [];
  for (const [id, node] of Object.entries(nodes)) {
    const exits = ports(SPEC, { id, ...node });
    cards.set(id, { ...wordsOf(SPEC, node), ports: exits });
    for (const [rank, { id: port, label }] of exits.entries()) {
      const [edge, ends] = leading.find(([, one]) => one.source === id && one.port === port) ?? [];
      if (edge) ways.push({ id: edge, source: id, target: ends.target, data: { label, rank, ranks: exits.length } });
    }
  }
  return { cards, nodes: Object.keys(nodes).map((id) => ({ id, position: layout[id], data: {} })), edges: ways };
}

/** Every connection routed, as if all were on the screen. */
async function routed({ cards, nodes, edges }) {
  const underway = [];
  const later = async (make) => void underway.push(make);
  const routes = createRoutes({ cardOf: (id) => cards.get(id), later });
  routes.follow(nodes, edges);
  for (const { id } of edges) routes.sub(id, () => {});
  for (const make of underway) for (const _ of make());
  return routes;
}

const pieces = (points) => points.slice(1).map((end, at) => [...points[at], ...end]);

const doesCross = ([x1, y1, x2, y2], { x, y, width, height }) =>
  Math.min(x1, x2) < x + width && Math.max(x1, x2) > x && Math.min(y1, y2) < y + height && Math.max(y1, y2) > y;

/** [connection, card] wherever a connection runs over a card; its own ends it may only touch. */
const covered = ({ nodes, edges }, routes) =>
  edges.flatMap(({ id }) => {
    const all = pieces(routes.get(id).points);
    return nodes.filter((node) => all.some((piece) => doesCross(piece, routes.rect(node.id)))).map((node) => [id, node.id]);
  });

/** How many pixels of two connections lie on each other. */
function overlap(one, other) {
  let sum = 0;
  for (const [ax1, ay1, ax2, ay2] of pieces(one)) {
    for (const [bx1, by1, bx2, by2] of pieces(other)) {
      const isFlat = ay1 === ay2 && by1 === by2 && Math.abs(ay1 - by1) < 2;
      const isSteep = ax1 === ax2 && bx1 === bx2 && Math.abs(ax1 - bx1) < 2;
      if (isFlat) sum += Math.max(0, Math.min(Math.max(ax1, ax2), Math.max(bx1, bx2)) - Math.max(Math.min(ax1, ax2), Math.min(bx1, bx2)));
      if (isSteep) sum += Math.max(0, Math.min(Math.max(ay1, ay2), Math.max(by1, by2)) - Math.max(Math.min(ay1, ay2), Math.min(by1, by2)));
    }
  }
  return sum;
}

/** Steps in columns with gaps of chance, each leading to three others anywhere. */
function generated(seed, count) {
  const { below } = dice(seed);
  const nodes = {};
  const edges = {};
  const layout = {};
  const [columns, bottoms] = [3 + below(5), new Map()];
  for (let at = 0; at < count; at += 1) {
    const id = at ? `n_${at}` : "start";
    const transitions = ["a", "b", "c"].map((way) => ({ id: `i_${way}`, condition: `Because of ${way}` }));
    const column = below(columns);
    const y = (bottoms.get(column) ?? 20 * below(8)) + 60 + 20 * below(6);
    nodes[id] = at ? { kind: "conversation", name: `Step ${at}`, fields: { prompt: "Ask.", transitions } } : { kind: "start", name: "Start", fields: {} };
    layout[id] = { x: 340 * column + 20 * below(2), y };
    bottoms.set(column, y + 190);
    const ways = at ? ["i_a", "i_b", "i_c"] : ["out"];
    for (const port of ways) {
      const target = `n_${1 + below(count - 1)}`;
      if (target !== id) edges[`e_${at}${port}`] = { source: id, port, target };
    }
  }
  return drawn({ nodes: filled(nodes), edges, layout });
}

const filled = (nodes) =>
  Object.fromEntries(
    Object.entries(nodes).map(([id, node]) => {
      const defaults = Object.fromEntries(SPEC.kinds[node.kind].fields.map((field) => [field.name, field.default ?? []]));
      return [id, { ...node, fields: { ...defaults, ...node.fields } }];
    }),
  );

test("on the sample no connection runs over a card", async () => {
  const sample = drawn(readJson("sample_flow.json"));
  const routes = await routed(sample);
  assert.equal(sample.edges.length, Object.keys(readJson("sample_flow.json").edges).length);
  assert.deepEqual(covered(sample, routes), []);
});

test("on the sample no two connections lie on each other for more than a moment", async () => {
  const sample = drawn(readJson("sample_flow.json"));
  const routes = await routed(sample);
  for (const [at, { id: one }] of sample.edges.entries()) {
    for (const { id: other } of sample.edges.slice(at + 1)) {
      const shared = overlap(routes.get(one).points, routes.get(other).points);
      assert.ok(shared <= 24, `${one} and ${other} share ${shared} pixels`);
    }
  }
});

test("on generated flows no connection runs over a card, whatever leads where", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const flow = generated(seed, 8 + (seed % 40));
    assert.deepEqual(covered(flow, await routed(flow)), [], `seed ${seed}`);
  }
});

test("a course leaves to the right, arrives from the left and has right angles only", async () => {
  const flow = generated(2_030, 40);
  const routes = await routed(flow);
  for (const { id, source, target } of flow.edges) {
    const { points } = routes.get(id);
    const [from, to] = [routes.rect(source), routes.rect(target)];
    assert.equal(points[0][0], from.x + from.width + 5);
    assert.equal(points.at(-1)[0], to.x);
    assert.ok(points.at(-1)[1] > to.y && points.at(-1)[1] < to.y + to.height, "it arrives on the left side");
    assert.ok(points[1][0] > points[0][0] && points.at(-2)[0] < to.x, "out to the right, in from the left");
    assert.ok(pieces(points).every(([x1, y1, x2, y2]) => x1 === x2 || y1 === y2));
  }
});

test("moving a card routes its connections anew, and those it now stands in the way of; no others", async () => {
  const flow = generated(7, 30);
  const routes = await routed(flow);
  const before = new Map(flow.edges.map(({ id }) => [id, routes.get(id)]));
  const moved = flow.nodes[5];
  const nodes = flow.nodes.map((node) => (node === moved ? { ...node, position: { x: moved.position.x + 40, y: moved.position.y + 40 } } : node));
  routes.follow(nodes, flow.edges);
  const wall = routes.rect(moved.id);
  for (const { id, source, target } of flow.edges) {
    const isOwn = source === moved.id || target === moved.id;
    const isCrossed = pieces(before.get(id).points).some((piece) =>
      doesCross(piece, { x: wall.x - 12, y: wall.y - 12, width: wall.width + 24, height: wall.height + 24 }),
    );
    assert.equal(routes.get(id) !== before.get(id), isOwn || isCrossed, id);
  }
});

test("cards that leave no room, lie on each other or far away cost no endless search", async () => {
  const flow = generated(11, 60);
  const nodes = flow.nodes.map((node, at) => ({ ...node, position: { x: (at % 5) * 20, y: at === 9 ? 1e300 : (at % 7) * 20 } }));
  const routes = await routed({ ...flow, nodes });
  assert.ok(flow.edges.every(({ id }) => routes.get(id)));
  assert.ok(flow.edges.every(({ id }) => !pathOf(routes.get(id).points).includes("NaN")));
});

test("words stand on their own lines and cover neither a card nor each other", async () => {
  const sample = drawn(readJson("sample_flow.json"));
  const routes = await routed(sample);
  const lit = sample.edges.filter(({ source, target }) => source === "n_desk" || target === "n_desk");
  routes.light(lit.map(({ id, data }) => ({ id, words: data.label })));
  const places = lit.map(({ id }) => routes.get(id).label);
  for (const [at, one] of places.entries()) {
    assert.ok(places.slice(at + 1).every((other) => Math.abs(one.x - other.x) > 60 || Math.abs(one.y - other.y) >= 24), JSON.stringify(places));
  }
});

test("a connection both ends of which move alike goes with them as it is, and is routed anew at rest", async () => {
  const flow = generated(5, 12);
  const routes = await routed(flow);
  const before = new Map(flow.edges.map(({ id }) => [id, routes.get(id)]));
  const moved = new Set(flow.nodes.slice(0, 6).map(({ id }) => id));
  const shift = (node) => (moved.has(node.id) ? { ...node, position: { x: node.position.x + 40, y: node.position.y - 20 } } : node);
  routes.follow(flow.nodes.map(shift), flow.edges);
  const inner = flow.edges.filter(({ source, target }) => moved.has(source) && moved.has(target));
  assert.ok(inner.length, "there is one");
  for (const { id } of inner) {
    const { points, label, line } = before.get(id);
    assert.deepEqual(routes.get(id).points, points.map(([x, y]) => [x + 40, y - 20]));
    assert.deepEqual(routes.get(id).label, { x: label.x + 40, y: label.y - 20 });
    assert.notEqual(routes.get(id).line, line);
  }
  routes.stop();
});
