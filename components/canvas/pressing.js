/**
 * What would move the page waits while the person holds a button down: a press whose button moves away before it is let
 * go is no click for the browser, and is lost.
 */

// Captured, so that nothing on the page hides them; but the blur of a control that gives up the focus ends no press.
const CAPTURED = true;
const ENDS = [["pointerup", CAPTURED], ["pointercancel", CAPTURED], ["blur", false]];

/** Follow the pointer over a page. `calmly(deed)`: now, or after the press; then only the last. `forget()`, `end()`. */
export function followPress(page, clock) {
  let isHeld = false;
  let deed = null;
  const run = () => {
    const due = isHeld ? null : deed;
    if (due) deed = null;
    due?.();
  };
  const begin = () => {
    isHeld = true;
  };
  const end = () => {
    isHeld = false;
    clock.later(run, 0); // the click itself comes after the pointer is up
  };
  const all = [["pointerdown", CAPTURED, begin], ...ENDS.map((each) => [...each, end])];
  for (const [name, phase, heard] of all) page?.addEventListener(name, heard, phase);
  return {
    calmly(next) {
      deed = next;
      run();
    },
    forget() {
      deed = null;
    },
    end() {
      deed = null;
      for (const [name, phase, heard] of all) page?.removeEventListener(name, heard, phase);
    },
  };
}
