/** The drawing surface of a flow, over the document of the open session. */

import "@xyflow/react/dist/style.css";
import { applyEdgeChanges, applyNodeChanges, Background, Controls, MiniMap, ReactFlow, ReactFlowProvider, useNodesInitialized, useReactFlow, useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { createBinding } from "./binding.js";
import { createCommands } from "./commands.js";
import { ConnectHint, ConnectLine } from "./connect_hint.jsx";
import { START_ID } from "./document.js";
import { edgeTypes } from "./edges.jsx";
import { GRID } from "./elements.js";
import { followClipboard } from "./gestures_clipboard.js";
import { followKeys, isForCanvas } from "./gestures_keyboard.js";
import { followSelection } from "./gestures_select.js";
import { BindingContext, nodeTypes } from "./nodes.jsx";
import { EmptyHint, Loading, Notice } from "./overlays.jsx";
import { Pointers, Zoom } from "./presence.jsx";
import { heldBy, throttle } from "./presence.js";
import { ui, useUi } from "./store.js";
import { firstView } from "./view.js";

const POINTER_MS = 50;
const SNAP = [GRID, GRID];
const FIT = { padding: 0.12, maxZoom: 1 };
const MINIMAP = { width: 168, height: 112 };
const SEVERAL = ["Shift", "Meta", "Control"];
const LABELS = {
  "controls.ariaLabel": "View",
  "controls.zoomIn.ariaLabel": "Zoom in",
  "controls.zoomOut.ariaLabel": "Zoom out",
  "controls.fitView.ariaLabel": "Show the whole flow",
  "minimap.ariaLabel": "Overview of the flow",
  "node.a11yDescription.default": "Press Enter to select the step, Enter again to edit it. Arrow keys move it, Delete removes it.",
  "edge.a11yDescription.default": "Press Enter to select the connection, then Delete to remove it.",
};
const colourOf = (node) => `var(--${node.data.colour}-9)`;

export function FlowCanvas() {
  const session = useUi("session");
  const synced = useUi("synced");
  const shown = useShown(session, synced);
  if (!shown) return <Loading />;
  return (
    <ReactFlowProvider key={shown.session.agentId}>
      <BindingContext.Provider value={shown.binding}>
        <Board {...shown} />
      </BindingContext.Provider>
    </ReactFlowProvider>
  );
}

/**
 * {session, binding} from the first sync on, else null. Neither going offline nor a flow that has to be loaded anew
 * takes the drawing away: the old one stays until the new one is here.
 */
function useShown(session, synced) {
  const [shown, setShown] = useState(null);
  const isReady = Boolean(session) && (synced || shown?.session === session);
  useEffect(() => {
    if (!isReady) return undefined;
    const binding = createBinding(session.doc, session.spec);
    setShown({ session, binding });
    return binding.destroy;
  }, [session, isReady]);
  return session && shown?.session.agentId === session.agentId ? shown : null;
}

function Board({ session, binding }) {
  const pane = useRef(null);
  const rf = useReactFlow();
  const canWrite = Boolean(useUi("can_write"));
  const nodes = useSyncExternalStore(binding.sub, binding.nodes);
  const edges = useSyncExternalStore(binding.sub, binding.edges);
  const pointer = usePointer(session, rf);
  const store = useStoreApi();
  const { commands, clipboard, handlers } = useMemo(() => {
    const speak = (ariaLiveMessage) => store.setState({ ariaLiveMessage });
    return createCommands({ session, binding, ui, rf, speak, pane: () => pane.current, at: () => pointer.at.current });
  }, [session, binding, rf, store, pointer]);
  useEffect(() => followSelection({ session, binding, ui }), [session, binding]);
  useEffect(() => followKeys(commands, pane.current), [commands]);
  useEffect(() => followClipboard(clipboard, commands.remove, (event) => isForCanvas(event.target, pane.current)), [clipboard, commands]);
  useHeld(binding);
  const isChosen = useFirstView(rf, pane);
  useEffect(() => {
    ui.set({ canvas: commands });
    return () => ui.set({ canvas: null });
  }, [commands]);
  const onNodesChange = useCallback((changes) => binding.setNodes(applyNodeChanges(changes, binding.nodes())), [binding]);
  const onEdgesChange = useCallback((changes) => binding.setEdges(applyEdgeChanges(changes, binding.edges())), [binding]);
  return (
    <div className="cw-flow" ref={pane} tabIndex={-1} data-testid="canvas" data-can-write={canWrite || undefined} onPointerMove={pointer.move} onPointerLeave={pointer.leave}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...handlers}
        aria-label="Flow"
        ariaLabelConfig={LABELS}
        colorMode={useColorMode()}
        connectionLineComponent={ConnectLine}
        deleteKeyCode={null}
        edgesFocusable={false}
        edgesReconnectable={canWrite}
        maxZoom={2}
        minZoom={0.15}
        multiSelectionKeyCode={SEVERAL}
        nodesConnectable={canWrite}
        nodesDraggable={canWrite}
        onlyRenderVisibleElements={isChosen}
        snapGrid={SNAP}
        snapToGrid
      >
        <Background gap={GRID} size={1.5} />
        <MiniMap pannable zoomable nodeColor={colourOf} nodeBorderRadius={12} className="cw-minimap" style={MINIMAP} />
        <Controls showInteractive={false} fitViewOptions={FIT} />
        <Pointers />
        <Zoom pane={pane} />
      </ReactFlow>
      <ConnectHint pane={pane} judge={commands.judge} />
      {nodes.length <= 1 && <EmptyHint canWrite={canWrite} />}
      <Notice />
    </div>
  );
}

/** Once, when every card has its size, choose what is seen. From then on the view is the person's own. */
function useFirstView(rf, pane) {
  const isMeasured = useNodesInitialized();
  const [isChosen, setChosen] = useState(false);
  useEffect(() => {
    if (!isMeasured || isChosen) return;
    const nodes = rf.getNodes();
    const { clientWidth: width, clientHeight: height } = pane.current;
    rf.setViewport(firstView(rf.getNodesBounds(nodes), rf.getNode(START_ID)?.position ?? nodes[0].position, { width, height }));
    setChosen(true);
  }, [rf, pane, isMeasured, isChosen]);
  return isChosen;
}

/** Tell the others where this person's pointer is, and remember it for pasting. */
function usePointer(session, rf) {
  const at = useRef(null);
  return useMemo(() => {
    const tell = throttle((place) => session.awareness.setLocalStateField("pointer", place), POINTER_MS);
    const move = (event) => {
      const { x, y } = rf.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
      at.current = { x: Math.round(x), y: Math.round(y) };
      if (ui.get().peers?.length) tell(at.current);
    };
    const leave = () => {
      at.current = null;
      tell.stop();
      session.awareness.setLocalStateField("pointer", null);
    };
    return { at, move, leave };
  }, [session, rf]);
}

/** Draw steps where teammates hold them. */
function useHeld(binding) {
  useEffect(() => {
    let peers = null;
    const hold = () => {
      if (ui.get().peers === peers) return;
      peers = ui.get().peers;
      binding.hold(heldBy(peers ?? []));
    };
    hold();
    return ui.sub(hold);
  }, [binding]);
}

const darkness = {
  sub(listener) {
    const watch = new MutationObserver(listener);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    return () => watch.disconnect();
  },
  get: () => (document.documentElement.classList.contains("dark") ? "dark" : "light"),
};

const useColorMode = () => useSyncExternalStore(darkness.sub, darkness.get);
