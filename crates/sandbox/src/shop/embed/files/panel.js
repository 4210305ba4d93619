// What the page hears, and its developer's buttons. The same for the element and for the bare frame.

import { wait } from "/confirmation.js";
import { listen, note } from "/embed/files/log.js";

const answer = document.getElementById("answer");
const confirmation = document.getElementById("confirmation");
const frame = document.querySelector("iframe[data-checkout]");

function heard(name, detail) {
  note(name, detail);
  // For the page to show. Goods are sent when the webhook says so.
  if (name === "payment.success" && confirmation.hidden) {
    confirmation.hidden = false;
    wait(confirmation, `/embed/confirmation?session_id=${encodeURIComponent(detail.sessionId)}`);
  }
}
listen(heard);

// The bare frame's: from this very window, of this very origin, or not at all.
addEventListener("message", (event) => {
  if (!frame || event.source !== frame.contentWindow) return;
  if (event.origin !== frame.dataset.checkout) return;
  const { type, event: name, detail, height } = event.data ?? {};
  if (type === "govifi:event") heard(name, detail);
  else if (type === "govifi:height" && height > 0 && height < 20000) {
    frame.style.height = `${height}px`;
  }
});

const element = () => globalThis.demoElement ?? document.querySelector("govifi-payment, govifi-wallet");

for (const button of document.querySelectorAll("[data-call]")) {
  button.addEventListener("click", async () => {
    const call = button.dataset.call;
    try {
      const value = await element()[call]();
      answer.textContent = `${call}(): ${JSON.stringify(value) ?? "done"}`;
    } catch (error) {
      answer.textContent = `${call}(): ${error}`;
    }
  });
}

for (const control of document.querySelectorAll("[data-attribute]")) {
  const name = control.dataset.attribute;
  if (control.matches("select")) control.value = element()?.getAttribute(name) ?? "";
  control.addEventListener("input", () => {
    if (control.value) element().setAttribute(name, control.value);
    else element().removeAttribute(name);
  });
}
