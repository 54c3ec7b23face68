/**
 * A toolbar after the ARIA Authoring Practices: one tab stop for all its buttons, the arrow keys, Home and End go on
 * from there, and whoever comes back comes back to the button that had the focus last.
 */

import { useEffect, useRef } from "react";

const CONTROLS = "a[href], button";
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

const isUsable = (control) => !control.disabled && control.checkVisibility({ visibilityProperty: true });

/** Keep a toolbar at one tab stop until the returned function is called. */
export function keepOneStop(bar) {
  let stop = null;

  function settle(wanted) {
    const controls = [...bar.querySelectorAll(CONTROLS)];
    const usable = controls.filter(isUsable);
    stop = usable.includes(wanted) ? wanted : usable[0];
    for (const control of controls) control.tabIndex = control === stop ? 0 : -1;
  }

  function onKeyDown(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const usable = [...bar.querySelectorAll(CONTROLS)].filter(isUsable);
    const here = usable.indexOf(event.target.closest(CONTROLS));
    if (here < 0) return;
    const to = { Home: 0, End: usable.length - 1 }[event.key] ?? here + STEPS[event.key];
    if (Number.isNaN(to)) return;
    event.preventDefault();
    usable.at(to % usable.length).focus();
  }

  const onFocusIn = ({ target }) => settle(target.closest(CONTROLS));
  const again = () => settle(stop);
  const watch = new MutationObserver(again);
  watch.observe(bar, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "style", "class"] });
  bar.addEventListener("keydown", onKeyDown);
  bar.addEventListener("focusin", onFocusIn);
  window.addEventListener("resize", again);
  again();
  return () => {
    watch.disconnect();
    bar.removeEventListener("keydown", onKeyDown);
    bar.removeEventListener("focusin", onFocusIn);
    window.removeEventListener("resize", again);
  };
}

/** The toolbar's element; `label` is its accessible name. */
export function Tools({ label, children, ...rest }) {
  const bar = useRef(null);
  useEffect(() => keepOneStop(bar.current), []);
  return (
    <div ref={bar} role="toolbar" aria-label={label} {...rest}>
      {children}
    </div>
  );
}
