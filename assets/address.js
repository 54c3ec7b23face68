/**
 * Opened at another address than the server is meant for, a page can reach nothing: its sockets and forms are refused.
 * This asks without them, and shows the page that says which address to use. Once a visit.
 */
(async () => {
  const KNOWN = "callweave-address";
  try {
    if (sessionStorage.getItem(KNOWN) === location.origin) return;
    const answer = await fetch("/auth/address", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { origins } = await answer.json();
    if (origins.includes(location.origin)) return sessionStorage.setItem(KNOWN, location.origin);
    const { origin, pathname, search, hash } = location;
    location.replace(`/auth/address?${new URLSearchParams({ at: origin, next: pathname + search + hash })}`);
  } catch {
    // Nobody answers, or nothing may be kept here: the page itself says what is wrong.
  }
})();
