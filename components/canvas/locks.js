/** Web Locks: a tab holds one while it lives, and whoever gets it knows that the tab is gone. */

/**
 * Take a lock if it is free, and hold it until the returned function is called; null if somebody has it.
 * A page that was not loaded securely has no locks: there every tab counts as gone, which is harmless, because
 * an edit that is sent twice is still one edit.
 */
export function take(locks, name) {
  if (!locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    const held = (lock) => (lock ? new Promise((release) => resolve(release)) : resolve(null));
    locks.request(name, { ifAvailable: true }, held).catch(() => resolve(() => {}));
  });
}
