/** The connections between steps: from a port on the right of one card around the others into the left of its target. */

import { BaseEdge, EdgeLabelRenderer } from "@xyflow/react";
import { X } from "lucide-react";
import { useCallback, useContext, useState, useSyncExternalStore } from "react";
import { Badges, useEdgeTally } from "./marks.jsx";
import { BindingContext } from "./nodes.jsx";
import { ui, useUi } from "./store.js";

/** The course of a connection, null until there is one. */
function useCourse(id) {
  const { routes } = useContext(BindingContext);
  const sub = useCallback((listener) => routes.sub(id, listener), [routes, id]);
  return useSyncExternalStore(sub, () => routes.get(id));
}

function Way({ id, selected, data, source, sourceHandleId, target }) {
  const course = useCourse(id);
  const [hovered, setHovered] = useState(false);
  const isOpen = selected || hovered;
  const tally = useEdgeTally(id);
  if (!course) return null;
  const hover = { onMouseEnter: () => setHovered(true), onMouseLeave: () => setHovered(false) };
  return (
    <>
      <g
        className="cw-way"
        data-near={data.near || undefined}
        data-open={isOpen || undefined}
        data-testid="way"
        data-edge-id={id}
        data-source={source}
        data-port={sourceHandleId}
        data-target={target}
        data-severity={tally.errors ? "error" : tally.warnings ? "warning" : undefined}
        {...hover}
      >
        <path d={course.line} className="cw-way-halo" />
        <BaseEdge path={course.line} interactionWidth={20} />
        <path d={course.arrow} className="cw-way-arrow" />
      </g>
      {(isOpen || data.named || tally.words) && (
        <Label id={id} data={data} source={source} {...course.label} isOpen={isOpen} hover={hover} tally={tally} />
      )}
    </>
  );
}

/** What the port says, and of what arrives also where from; with the means to remove the connection once it is opened. */
function Label({ id, data, source, x, y, isOpen, hover, tally }) {
  const canWrite = Boolean(useUi("can_write"));
  const words = useContext(BindingContext).wordsOn({ source, data });
  return (
    <EdgeLabelRenderer>
      <div
        className="cw-way-label nodrag nopan"
        data-testid="way-label"
        data-edge-id={id}
        data-near={data.near || undefined}
        data-open={isOpen || undefined}
        style={{ "--x": `${x}px`, "--y": `${y}px` }}
        {...hover}
      >
        <Badges tally={tally} id={id} />
        <span className="cw-way-words" dir="auto" title={words}>
          {words}
        </span>
        {isOpen && canWrite && (
          <button
            type="button"
            className="cw-way-remove"
            aria-label={`Remove the connection “${data.label}”`}
            data-testid="remove-way"
            data-edge-id={id}
            onClick={() => ui.get().canvas?.removeEdges([id])}
          >
            <X size={14} aria-hidden="true" />
          </button>
        )}
      </div>
    </EdgeLabelRenderer>
  );
}

export const edgeTypes = { way: Way };
