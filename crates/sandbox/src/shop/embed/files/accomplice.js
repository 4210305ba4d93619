// In a sibling frame, or in a popup: says every forged message to every frame of the page that it
// belongs to, asks that page for what it has heard, and tells it what was said here.

(function () {
  "use strict";
  const page = window.opener ?? window.parent;
  const id = location.hash.slice(1);
  const said = [];
  window.addEventListener("message", (event) => said.push({ origin: event.origin, data: event.data }));

  function forge() {
    for (let at = 0; at < page.length; at += 1) {
      const frame = page[at];
      if (frame === window) continue;
      for (const message of page.forged(id)) {
        for (const ports of [[], [new MessageChannel().port2]]) {
          try {
            frame.postMessage(message, "*", ports);
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
