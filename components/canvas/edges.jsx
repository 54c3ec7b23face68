/** The ways between steps: from a port on the right of one card down into the top of another. */

import { BaseEdge, EdgeLabelRenderer } from "@xyflow/react";
import { X } from "lucide-react";
import { useState } from "react";
import { Badges, useEdgeTally } from "./marks.jsx";
import { arrowHead, wayPath } from "./paths.js";
import { ui, useUi } from "./store.js";

function Way({
  id,
  selected,
  data,
  source,
  sourceHandleId,
  target,
  sourceX: sx,
  sourceY: sy,
  targetX: tx,
  targetY: ty,
}) {
  const { line, label } = wayPath({ sx, sy, tx, ty, rank: data.rank, ranks: data.ranks });
  const [hovered, setHovered] = useState(false);
  const isOpen = selected || hovered;
  const tally = useEdgeTally(id);
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
        <BaseEdge path={line} interactionWidth={24} />
        <path d={arrowHead(tx, ty)} className="cw-way-arrow" />
      </g>
      {(isOpen || data.near || tally.words) && (
        <Label id={id} label={data.label} {...label} isOpen={isOpen} hover={hover} tally={tally} />
      )}
    </>
  );
}

/** What the port says; with the means to remove the connection while it is selected or under the pointer. */
function Label({ id, label, x, y, isOpen, hover, tally }) {
  const canWrite = Boolean(useUi("can_write"));
  return (
    <EdgeLabelRenderer>
      <div
        className="cw-way-label nodrag nopan"
        data-open={isOpen || undefined}
        style={{ "--x": `${x}px`, "--y": `${y}px` }}
        {...hover}
      >
        <Badges tally={tally} id={id} />
        <span className="cw-way-words" title={label}>
          {label}
        </span>
        {isOpen && canWrite && (
          <button
            type="button"
            className="cw-way-remove"
            aria-label={`Remove the connection “${label}”`}
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
