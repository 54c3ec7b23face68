/** What fails in one part of a page stays in it: the others go on, and this one can be drawn anew. */

import { Button } from "@radix-ui/themes";
import { ErrorBoundary } from "react-error-boundary";
import "$/public/external/components/ui/fence/entries.js";
import "$/public/external/components/ui/fence/translated.js";

function PanelFailed({ name, again }) {
  return (
    <div className="cw-failed" role="alert" data-testid="panel-failed" data-fence={name}>
      <p>
        <strong>This panel failed.</strong> Your edits are kept.
      </p>
      <Button size="1" variant="surface" color="gray" highContrast onClick={again}>
        Reload panel
      </Button>
    </div>
  );
}

/** `name` says which part it is; when one of `resetKeys` changes, it is drawn anew by itself. */
export function Fence({ name, resetKeys, children }) {
  const failed = ({ resetErrorBoundary }) => <PanelFailed name={name} again={resetErrorBoundary} />;
  return (
    <ErrorBoundary fallbackRender={failed} resetKeys={resetKeys} onError={(error) => console.error(`${name} failed`, error)}>
      {children}
    </ErrorBoundary>
  );
}

function PageFailed() {
  return (
    <main className="cw-entrance">
      <div className="cw-entrance-card" role="alert" data-testid="page-failed">
        <header>
          <img src="/logo.svg" alt="Callweave" />
          <h1>This page failed</h1>
          <p>Edits of a flow are kept on this device and sent when it is open again.</p>
        </header>
        <button type="button" className="cw-plain-button" onClick={() => location.reload()}>
          Reload
        </button>
        <a href="/agents">Back to agents</a>
      </div>
    </main>
  );
}

/** Round the whole application, in the place of the framework's own page, which shows a stack trace. */
export function PageFence({ children, onError }) {
  return (
    <ErrorBoundary FallbackComponent={PageFailed} onError={onError}>
      {children}
    </ErrorBoundary>
  );
}
