/** One card per step: what kind it is, what it is called, what it says, where it can lead, and who is on it. */

import { Handle, Position, useUpdateNodeInternals } from "@xyflow/react";
import { Component, createContext, memo, useContext, useEffect, useRef, useSyncExternalStore } from "react";
import { KindIcon } from "./icons.jsx";
import { StepMarks } from "./marks.jsx";
import { Editing, Ring } from "./presence.jsx";

export const BindingContext = createContext(null);

function useCard(id) {
  const binding = useContext(BindingContext);
  return useSyncExternalStore(
    (listener) => binding.subCard(id, listener),
    () => binding.card(id),
  );
}

/** React Flow measures a card when it appears and when its size changes; not when other ways take the same place. */
function useMeasuredAgain(id, ways) {
  const measure = useUpdateNodeInternals();
  const last = useRef(ways);
  useEffect(() => {
    if (last.current !== ways) measure(id);
    last.current = ways;
  }, [id, ways, measure]);
}

function Step({ id, isConnectable }) {
  const card = useCard(id);
  const ways = card?.ports.map((port) => port.id).join() ?? "";
  useMeasuredAgain(id, ways);
  if (!card) return null;
  if (card.broken) return <Broken id={id} />;
  const tint = Object.fromEntries(
    ["3", "9", "11", "a3", "a4"].map((shade) => [`--kind-${shade}`, `var(--${card.colour}-${shade})`]),
  );
  return (
    <div
      className="cw-card"
      style={tint}
      data-testid="step"
      data-node-id={id}
      data-kind={card.kind}
      data-unknown={card.unknown || undefined}
    >
      <Ring id={id} />
      <Handle
        type="target"
        position={Position.Left}
        className="cw-target"
        isConnectable={isConnectable}
        isConnectableStart={false}
        isConnectableEnd={card.kind !== "start"}
        data-testid="target"
        data-node-id={id}
      />
      <div className="cw-card-head">
        <span className="cw-card-icon">
          <KindIcon name={card.icon} />
        </span>
        <span className="cw-card-title">
          <span className="cw-card-kind">{card.title}</span>
          <span className="cw-card-name" dir="auto" title={card.name}>
            {card.name}
          </span>
        </span>
        <span className="cw-card-marks">
          <StepMarks id={id} />
          <Editing id={id} />
        </span>
      </div>
      {(card.text || card.hint) && (
        <p className={card.text ? "cw-card-text" : "cw-card-text cw-card-hint"} dir="auto">{card.text || card.hint}</p>
      )}
      {card.ports.length > 0 && (
        <Ports node={id} ports={card.ports} isConnectable={isConnectable && !card.unknown} />
      )}
    </div>
  );
}

/** Not drawn anew while somebody types: a step may have hundreds of them. */
const Ports = memo(({ node, ports, isConnectable }) => (
  <ul className="cw-ports">
    {ports.map((port) => (
      <Port key={port.id} node={node} port={port} isConnectable={isConnectable} />
    ))}
  </ul>
));

const Port = memo(({ node, port, isConnectable }) => (
  <li className="cw-port" data-port={port.id} data-node-id={node}>
    <span className="cw-port-label" dir="auto" title={port.label}>
      {port.label}
    </span>
    {port.optional && <span className="cw-port-optional">optional</span>}
    <Handle
      type="source"
      id={port.id}
      position={Position.Right}
      className="cw-source"
      isConnectable={isConnectable}
      isConnectableEnd={false}
      title={isConnectable ? `Drag to where “${port.label}” leads` : undefined}
      data-taken={port.edge ? "" : undefined}
      data-testid="port"
      data-node-id={node}
      data-port={port.id}
    />
  </li>
));

function Broken({ id, onRetry }) {
  return (
    <div className="cw-card cw-card-broken" role="note" data-testid="broken-step" data-node-id={id}>
      <Handle type="target" position={Position.Left} className="cw-target" isConnectable={false} />
      <p className="cw-card-text">This step cannot be shown. It is kept as it is, and the rest of the flow works.</p>
      {onRetry && (
        <button type="button" className="cw-link nodrag" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** One card that cannot be drawn must not take the page with it. */
class Fence extends Component {
  state = { failed: null };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  componentDidCatch(error) {
    console.error(`Step ${this.props.id} could not be drawn`, error);
  }

  componentDidUpdate(before) {
    if (this.state.failed && before.data !== this.props.data) this.setState({ failed: null });
  }

  render() {
    if (!this.state.failed) return this.props.children;
    return <Broken id={this.props.id} onRetry={() => this.setState({ failed: null })} />;
  }
}

const FencedStep = (props) => (
  <Fence id={props.id} data={props.data}>
    <Step {...props} />
  </Fence>
);

export const nodeTypes = { step: FencedStep };
