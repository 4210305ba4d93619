// A shop of one document. The element comes and goes with the view; the loader's script is added when
// it is first needed, after the first element has been put into the page.

import { wait } from "/confirmation.js";
import { listen, note } from "/embed/files/log.js";

const view = document.getElementById("view");
const answer = document.getElementById("answer");
const { loader, integrity } = view.dataset;

listen((name, detail) => {
  note(name, detail);
  if (name === "payment.success") paid(detail.sessionId);
});

function make(tag, text, properties) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  return Object.assign(element, properties);
}

let added = false;
function addLoader() {
  if (added) return;
  added = true;
  const script = make("script", "", { src: loader, integrity, crossOrigin: "anonymous", type: "module" });
  document.head.append(script);
}

// One session per kind, for as long as the document: coming back to the view does not make another.
const sessions = {};
function session(wallet) {
  sessions[wallet] ??= fetch(`/embed/sessions${location.search}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ wallet }),
  }).then(async (response) => {
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  });
  return sessions[wallet];
}

let current = 0;
async function mount(wallet) {
  const turn = (current += 1);
  view.replaceChildren(make("h2", wallet ? "Your wallet" : "Payment"), make("p", "One moment…"));
  try {
    const given = await session(wallet);
    // The view has changed in the meantime.
    if (turn !== current) return;
    const element = document.createElement(wallet ? "govifi-wallet" : "govifi-payment");
    // As properties, and before the script that knows them.
    Object.assign(element, given);
    view.lastChild.replaceWith(element);
    addLoader();
  } catch (error) {
    view.lastChild.textContent = String(error);
  }
}

function paid(sessionId) {
  if (document.getElementById("confirmation")) return;
  const region = make("div", "", { id: "confirmation", className: "card stack" });
  region.setAttribute("role", "status");
  region.dataset.state = "waiting";
  view.append(region);
  wait(region, `/embed/confirmation?session_id=${encodeURIComponent(sessionId)}`);
}

const VIEWS = {
  basket() {
    current += 1;
    const go = make("a", "Pay", { href: "#pay", className: "button" });
    view.replaceChildren(make("h2", "Basket"), make("p", "As chosen in the shop."), go);
  },
  pay: () => mount(false),
  wallet: () => mount(true),
  about() {
    current += 1;
    view.replaceChildren(make("h2", "About"), make("p", "A workshop of two, in a former mill."));
  },
};

function show() {
  const name = location.hash.slice(1);
  for (const link of document.querySelectorAll(".views a")) {
    if (link.hash === location.hash) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  (VIEWS[name] ?? VIEWS.basket)();
}
addEventListener("hashchange", show);
show();

const mounted = () => view.querySelector("govifi-payment, govifi-wallet");
const DO = {
  remount() {
    const element = mounted();
    const place = element.nextSibling;
    element.remove();
    requestAnimationFrame(() => view.insertBefore(element, place));
  },
  move() {
    view.prepend(mounted());
  },
  flicker() {
    const element = mounted();
    for (let turn = 0; turn < 10; turn += 1) {
      element.remove();
      view.append(element);
    }
  },
};
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => {
    if (!mounted()) {
      answer.textContent = "Nothing is mounted: go to Payment.";
      return;
    }
    DO[button.dataset.do]();
    answer.textContent = button.textContent;
  });
}
