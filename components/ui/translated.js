/**
 * Page translation and other extensions put elements of their own (<font>) around the texts of a page. React then asks
 * the page to remove a text from where it no longer is, and the browser throws. Here what stands in the text's place is
 * meant instead. The known workaround of React's issue 11538, kept until React itself can bear it.
 */

/** The child of `parent` in which `node` lies now; null where it lies nowhere below. */
function standIn(parent, node) {
  let each = node;
  while (each && each.parentNode !== parent) each = each.parentNode;
  return each ?? null;
}

/** Make a page's nodes bear it; `Kind` is the page's own Node class. */
export function bearTranslation(Kind) {
  const { removeChild, insertBefore } = Kind.prototype;
  Kind.prototype.removeChild = function remove(child) {
    if (!child || child.parentNode === this) return removeChild.call(this, child);
    const found = standIn(this, child);
    if (found) removeChild.call(this, found);
    return child;
  };
  Kind.prototype.insertBefore = function insert(node, before) {
    const isHere = !before || before.parentNode === this;
    return insertBefore.call(this, node, isHere ? (before ?? null) : standIn(this, before));
  };
}

if (typeof Node !== "undefined" && !globalThis.__bearsTranslation) {
  globalThis.__bearsTranslation = true;
  bearTranslation(Node);
}
