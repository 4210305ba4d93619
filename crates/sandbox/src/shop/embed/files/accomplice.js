// In a sibling frame, or in a popup: says every forged message to the page that it belongs to and to
// every frame in it, and keeps what is said to it in that page's `loot`.

(function () {
  "use strict";
  const page = window.opener ?? window.parent;
  const id = location.hash.slice(1);
  const said = [];
  window.addEventListener("message", (event) => {
    // What the page itself forges is said here too.
    if (event.origin !== location.origin) said.push({ origin: event.origin, data: event.data });
  });

  function forge() {
    const frames = Array.from({ length: page.length }, (_, at) => page[at]);
    for (const other of [page, ...frames]) {
      if (other === window) continue;
      for (const message of page.forged(id)) {
        for (const ports of [[], [new MessageChannel().port2]]) {
          try {
            other.postMessage(message, "*", ports);
          } catch {
            // What cannot be cloned is not said.
          }
        }
      }
    }
    page.loot.accomplices = { ...page.loot.accomplices, [window.opener ? "popup" : "sibling"]: said };
  }
  setInterval(forge, 700);
})();
