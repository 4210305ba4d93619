// The receipt waits for the webhook: asks the shop now and then, less and less often, and puts the
// answer where the waiting stood. The region itself stays, so that readers of screens hear of it.
// Without scripts the page reloads itself instead.

const region = document.getElementById("confirmation");
const LONGEST = 5000;

async function look(wait) {
  try {
    const answer = await fetch(`/success/confirmation${location.search}`);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.getElementById("confirmation");
      if (next.dataset.state !== region.dataset.state) {
        region.replaceChildren(...next.childNodes);
        region.dataset.state = next.dataset.state;
      }
    }
  } catch {
    // Offline: what the page says is still so.
  }
  if (region.dataset.state === "waiting") {
    setTimeout(look, wait, Math.min(wait * 1.5, LONGEST));
  }
}

if (region.dataset.state === "waiting") look(500);
