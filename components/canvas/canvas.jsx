/** The drawing surface of a flow, over the document of the open session. */

import "@xyflow/react/dist/style.css";
import {
  applyEdgeChanges,
  applyNodeChanges,
  Background,
  ControlButton,
  Controls,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
} from "@xyflow/react";
import { Maximize } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useAddress, useColorMode, useFirstView, useHeld, usePointer, useShown } from "./canvas_hooks.js";
import { createCommands } from "./commands.js";
import { ConnectHint, ConnectLine } from "./connect_hint.jsx";
import { edgeTypes } from "./edges.jsx";
import { GRID } from "./elements.js";
import { findingActions } from "./finding_actions.js";
import { followClipboard } from "./gestures_clipboard.js";
import { followKeys, isForCanvas } from "./gestures_keyboard.js";
import { followSelection } from "./gestures_select.js";
import { followShortcuts } from "./keys.js";
import { MiniMap } from "./minimap.jsx";
import { BindingContext, nodeTypes } from "./nodes.jsx";
import { EmptyHint, Loading, Losses, Notice, Progress } from "./overlays.jsx";
import { Overview, useFar } from "./overview.jsx";
import { Pointers, Zoom } from "./presence.jsx";
import { ui, useUi } from "./store.js";
import { TidyButton } from "./tidy_button.jsx";
import { MIN_ZOOM } from "./view.js";

const NOTHING = [];
const NEAR_ZOOM = 0.6;
const SNAP = [GRID, GRID];
const SEVERAL = ["Shift", "Meta", "Control"];
const LABELS = {
  "controls.ariaLabel": "View",
  "controls.zoomIn.ariaLabel": "Zoom in",
  "controls.zoomOut.ariaLabel": "Zoom out",
  "node.a11yDescription.default":
    "Press Enter to select the step, Enter again to edit it. Arrow keys move it, Delete removes it.",
  "edge.a11yDescription.default": "Press Enter to select the connection, then Delete to remove it.",
};
const PROBLEM_KEYS = {
  problems: findingActions.open_problems,
  next_problem: findingActions.next_problem,
  previous_problem: findingActions.previous_problem,
};

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
  useEffect(
    () => followClipboard(clipboard, commands.remove, () => isForCanvas(document.activeElement, pane.current)),
    [clipboard, commands],
  );
  useHeld(binding);
  useEffect(() => (ui.get().still ? undefined : followShortcuts(PROBLEM_KEYS)), []);
  const isChosen = useFirstView(rf, pane, binding);
  const isFar = useFar(binding, nodes);
  const colorMode = useColorMode();
  const approach = useCallback(
    ({ clientX, clientY }) => {
      const { x, y } = rf.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false });
      rf.setCenter(x, y, { zoom: NEAR_ZOOM });
    },
    [rf],
  );
  const [steps, ways] = [useUi("selection"), useUi("edge_selection")];
  const isLit = Boolean(steps?.length || ways?.length);
  useAddress(isChosen);
  useEffect(() => {
    ui.set({ canvas: commands });
    return () => ui.set({ canvas: null });
  }, [commands]);
  const onNodesChange = useCallback(
    (changes) => binding.setNodes(applyNodeChanges(binding.grasp(changes), binding.nodes())),
    [binding],
  );
  const onEdgesChange = useCallback(
    (changes) => binding.setEdges(applyEdgeChanges(changes, binding.edges())),
    [binding],
  );
  return (
    <div
      className="cw-flow"
      ref={pane}
      tabIndex={-1}
      role="region"
      aria-label="Canvas"
      data-focus-region="canvas"
      translate="no"
      data-testid="canvas"
      data-can-write={canWrite || undefined}
      data-lit={isLit || undefined}
      onPointerDownCapture={takeFocus}
      onPointerMove={pointer.move}
      onPointerLeave={pointer.leave}
    >
      <ReactFlow
        nodes={isChosen && !isFar ? nodes : NOTHING}
        edges={isChosen && !isFar ? edges : NOTHING}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...handlers}
        aria-label="Flow"
        ariaLabelConfig={LABELS}
        colorMode={colorMode}
        onPaneClick={isFar ? approach : undefined}
        connectionLineComponent={ConnectLine}
        deleteKeyCode={null}
        edgesFocusable={false}
        edgesReconnectable={canWrite}
        maxZoom={2}
        minZoom={MIN_ZOOM}
        multiSelectionKeyCode={SEVERAL}
        nodesConnectable={canWrite}
        nodesDraggable={canWrite}
        onlyRenderVisibleElements
        snapGrid={SNAP}
        snapToGrid
      >
        <Background gap={GRID} size={1.5} />
        {isFar && <Overview binding={binding} nodes={nodes} edges={edges} colorMode={colorMode} />}
        {!isFar && <MiniMap binding={binding} nodes={nodes} colorMode={colorMode} />}
        <Controls showInteractive={false} showFitView={false}>
          <ControlButton onClick={commands.fit} title="Show the whole flow" aria-label="Show the whole flow">
            <Maximize aria-hidden="true" />
          </ControlButton>
          {canWrite && <TidyButton tidy={commands.tidy} />}
        </Controls>
        <Pointers />
        <Zoom pane={pane} />
      </ReactFlow>
      <ConnectHint pane={pane} judge={commands.judge} />
      <Progress />
      {nodes.length <= 1 && <EmptyHint canWrite={canWrite} />}
      <Notice />
      <Losses />
    </div>
  );
}

/** Keys are the canvas's from here on; text that is still selected elsewhere would be what Ctrl+C copies. */
function takeFocus({ currentTarget: pane, target }) {
  if (target.closest("[data-over-canvas]")) return;
  document.getSelection()?.removeAllRanges();
  if (!isForCanvas(document.activeElement, pane)) pane.focus({ preventScroll: true });
}
