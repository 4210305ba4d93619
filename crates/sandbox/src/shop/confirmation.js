// Waits for the webhook: asks the shop now and then, less and less often, and puts the answer where
// the waiting stood. The region itself stays, so that readers of screens hear of it.

const LONGEST = 5000;

/** Asks at `address` until `region` says something else than that it waits. */
export async function wait(region, address, pause = 500) {
  try {
    const answer = await fetch(address);
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
    setTimeout(wait, pause, region, address, Math.min(pause * 1.5, LONGEST));
  }
}
