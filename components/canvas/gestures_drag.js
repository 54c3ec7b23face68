/** Moving steps: on the way the others see it through presence; the document hears of it once, when it is over. */

import { moveNodes } from "./ops.js";
import { sharedDrag, throttle } from "./presence.js";

const SHARE_MS = 40;
/** The stored place takes longer to reach the others than presence does: let go only after it has arrived. */
const RELEASE_MS = 400;

export function dragGesture({ session, binding, clock, mayWrite, undoable }) {
  const tell = (nodes) => session.awareness.setLocalStateField("drag", nodes && sharedDrag(nodes));
  const share = throttle(tell, SHARE_MS, clock);
  let keep = () => {};

  const start = () => keep();
  const move = (nodes) => share(nodes);
  const drop = (nodes) => {
    share.stop();
    const moved = nodes.filter((node) => !isAt(session.doc, node));
    if (moved.length && mayWrite()) {
      tell(moved);
      undoable(() => moveNodes(session.doc, placesOf(moved)));
    }
    binding.replace(nodes.map((node) => node.id));
    keep = clock.later(() => tell(null), RELEASE_MS);
  };
  return {
    onNodeDragStart: start,
    onNodeDrag: (_event, _node, nodes) => move(nodes),
    onNodeDragStop: (_event, _node, nodes) => drop(nodes),
    onSelectionDragStart: start,
    onSelectionDrag: (_event, nodes) => move(nodes),
    onSelectionDragStop: (_event, nodes) => drop(nodes),
  };
}

export const placesOf = (nodes) =>
  Object.fromEntries(nodes.map(({ id, position }) => [id, { x: Math.round(position.x), y: Math.round(position.y) }]));

function isAt(doc, { id, position }) {
  const place = doc.getMap("layout").get(id);
  return place?.x === Math.round(position.x) && place?.y === Math.round(position.y);
}
