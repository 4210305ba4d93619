// A page that means harm: it patches what it can, forges every message, sends accomplices ahead, and
// keeps what it hears in `loot`, for tests to search. What the merchant's page knows by right (its
// session's credential) is no loot.
//
// `?patch=early`: before the loader runs, which is to see that it cannot work here. `late` (to begin
// with): once it has run.

(function () {
  "use strict";
  const loot = (window.loot = { calls: [], messages: [], events: [], tried: [] });
  const keep = (where, values) => {
    for (const value of values) {
      let text;
      try {
        text = typeof value === "string" ? value : real.stringify.call(JSON, value);
      } catch {
        text = String(value);
      }
      // Its own forgeries of a megabyte are no loot.
      if (text !== undefined && text.length < 100000) loot.calls.push({ where, text });
    }
  };
  const real = { stringify: JSON.stringify, parse: JSON.parse };
  const Channel = window.MessageChannel;

  // 1. What can be patched is patched: it listens, and does as before.
  const patchAll = () => {
    const patch = (object, name, where) => {
      const before = object[name];
      object[name] = function (...given) {
        keep(where, given);
        return Reflect.apply(before, this, given);
      };
    };
    patch(window, "postMessage", "window.postMessage");
    patch(MessagePort.prototype, "postMessage", "MessagePort.postMessage");
    patch(JSON, "stringify", "JSON.stringify");
    patch(JSON, "parse", "JSON.parse");
    patch(window, "fetch", "fetch");
    patch(XMLHttpRequest.prototype, "send", "XMLHttpRequest.send");
    patch(Element.prototype, "setAttribute", "setAttribute");
    patch(EventTarget.prototype, "addEventListener", "addEventListener");
    patch(EventTarget.prototype, "dispatchEvent", "dispatchEvent");
    window.MessageChannel = function MessageChannel() {
      const channel = new Channel();
      for (const port of [channel.port1, channel.port2]) {
        // A second ear on every port.
        port.addEventListener("message", (event) => keep("a port", [event.data]));
      }
      loot.channels = (loot.channels ?? 0) + 1;
      return channel;
    };
    Object.defineProperty(Object.prototype, "cardNumber", {
      configurable: true,
      set(value) {
        keep("a property of every object", [value]);
      },
    });
    loot.tried.push("patches");
  };
  if (new URLSearchParams(location.search).get("patch") === "early") patchAll();
  else customElements.whenDefined("govifi-payment").then(patchAll);

  // 2. Everything that is said to this window is kept.
  window.addEventListener("message", (event) => {
    if (!event.data?.padding) loot.messages.push({ origin: event.origin, data: event.data });
  });
  // What the element says, and what anybody may have made it say.
  import("/embed/files/events.js").then(({ EVENTS }) => {
    for (const name of EVENTS) {
      document.addEventListener(name, (event) => {
        loot.events.push({ name, detail: event.detail, target: event.target.localName });
      });
    }
  });
  for (const name of ["keydown", "input", "paste", "focusin", "pointerdown"]) {
    document.addEventListener(name, (event) => {
      keep(`a ${name}`, [event.key ?? event.data ?? event.target?.value ?? ""]);
    }, true);
  }

  // 3. Every message is forged, from this window and from two others.
  const forged = (id) => {
    const connect = { type: "govifi:connect", protocol: 1, element: "payment", sessionId: id };
    return [
      { type: "govifi:hello", protocol: 1 },
      { ...connect, clientSecret: `${id}_secret_forged` },
      { ...connect, protocol: 99, clientSecret: `${id}_secret_forged` },
      { ...connect, sessionId: "cs_another", clientSecret: "cs_another_secret_forged" },
      { ...connect, clientSecret: { toString: null } },
      { ...connect, look: { accent: "url(https://evil.example)", tokens: { "--gv-accent": "red;}" } } },
      { ...connect, padding: "x".repeat(1 << 20) },
      { type: "welcome", protocol: 1 },
      { type: "ready" },
      { type: "failed" },
      { type: "height", height: 1e9 },
      { type: "height", height: -1 },
      { type: "look", look: { theme: "<script>", accent: "#000000" } },
      ...["submit", "refresh", "validate", "focus", "constructor", "__proto__"].map((call, at) => (
        { type: "call", id: at, call }
      )),
      { type: "event", event: "payment.success", detail: { sessionId: id } },
      { type: "govifi:event", event: "payment.success", detail: { sessionId: id } },
      { type: "answer", id: 1, value: {} },
      real.parse.call(JSON, '{"__proto__": {"type": "govifi:connect", "polluted": true}}'),
      "govifi:connect", null, 7, [], [{ type: "govifi:connect" }],
    ];
  };
  window.forged = forged;

  window.addEventListener("DOMContentLoaded", () => {
    const element = document.querySelector("govifi-payment");
    const id = element.getAttribute("session-id");

    const show = () => {
      const facts = document.getElementById("loot");
      const rows = [
        ["Tried", loot.tried.join(", ") || "nothing yet"],
        ["Patched calls heard", loot.calls.length],
        ["Messages heard", loot.messages.length],
        ["Events heard", loot.events.map(({ name }) => name).join(", ") || "none"],
      ];
      facts.replaceChildren(...rows.map(([name, value]) => {
        const row = document.createElement("div");
        const title = document.createElement("dt");
        const text = document.createElement("dd");
        title.textContent = name;
        text.textContent = value;
        row.append(title, text);
        return row;
      }));
    };
    setInterval(show, 500);

    // The frame is in a shadow root, and yet it is one of this window's.
    const frames = () => Array.from({ length: window.length }, (_, at) => window[at]);

    /** Says every forged message to every frame, with a port and without. */
    window.forge = () => {
      for (const frame of frames()) {
        for (const message of forged(id)) {
          for (const ports of [[], [new Channel().port2]]) {
            try {
              real.post(frame, message, ports);
            } catch {
              // What cannot be cloned is not said.
            }
          }
        }
      }
      loot.tried.push("forged from the page");
    };
    real.post = (frame, message, ports) => frame.postMessage(message, "*", ports);

    /** Has a sibling frame do the same. */
    window.sibling = () => {
      const frame = document.createElement("iframe");
      frame.src = `/embed/accomplice#${id}`;
      frame.title = "Accomplice";
      document.body.append(frame);
      loot.tried.push("a sibling");
    };

    /** Has a popup do the same. It needs a press. */
    window.popup = () => {
      window.open(`/embed/accomplice#${id}`, "accomplice", "popup,width=300,height=200");
      loot.tried.push("a popup");
    };

    /** Covers the frame with something that cannot be seen, or takes it away. */
    window.cover = (covered) => {
      document.getElementById("cover").classList.toggle("covering", covered);
      loot.tried.push("a cover");
    };

    /** Says so much that nobody can listen. */
    window.flood = (count = 10000) => {
      for (const frame of frames()) {
        for (let at = 0; at < count; at += 1) {
          frame.postMessage({ type: "govifi:connect", protocol: 1, sessionId: id, at }, "*");
        }
      }
      loot.tried.push("a flood");
    };

    /** Says to the page that it was paid. A page that believes it is to blame itself. */
    window.pretend = () => {
      const detail = { sessionId: id, transactionId: "txn_forged" };
      element.dispatchEvent(new CustomEvent("payment.success", { detail, bubbles: true }));
      loot.tried.push("a pretence");
    };

    /** Looks where it has no business to look. */
    window.pry = () => {
      const seen = [];
      for (const frame of frames()) {
        for (const look of [() => frame.document.body.innerHTML, () => frame.location.href,
          () => frame.sessionStorage.length, () => frame.govifi]) {
          try {
            seen.push(String(look()));
          } catch {
            // As it should be.
          }
        }
      }
      seen.push(String(element.shadowRoot?.querySelector("iframe")?.src ?? ""));
      keep("prying", seen);
      loot.tried.push("prying");
    };

    const controls = document.querySelector(".panel");
    const group = document.createElement("div");
    group.className = "calls";
    for (const name of ["forge", "flood", "sibling", "popup", "cover", "pretend", "pry"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = name;
      button.addEventListener("click", () => window[name](name === "flood" ? undefined : true));
      group.append(button);
    }
    controls.querySelector("h2").after(group);
    // Before the frame is there, and again and again once it works. In between, the first to connect
    // counts: a page that wants no payment can have none.
    window.forge();
    window.sibling();
    document.addEventListener("session.ready", () => setInterval(window.forge, 1000), { once: true });
  });
})();
