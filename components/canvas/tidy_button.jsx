/** The button "Tidy up" among the controls of the view. */

import { ControlButton } from "@xyflow/react";
import { Workflow } from "lucide-react";
import { useUi } from "./store.js";

export function TidyButton({ tidy }) {
  const isBusy = Boolean(useUi("tidying"));
  const isPart = (useUi("selection")?.length ?? 0) > 1;
  const words = isPart ? "Tidy up the selected steps" : "Tidy up the flow";
  return (
    <ControlButton onClick={tidy} title={words} aria-label={words} aria-busy={isBusy} disabled={isBusy} data-testid="tidy">
      <Workflow aria-hidden="true" />
    </ControlButton>
  );
}
