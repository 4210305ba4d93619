// The receipt. Without scripts the page reloads itself instead.

import { wait } from "/confirmation.js";

const region = document.getElementById("confirmation");
if (region.dataset.state === "waiting") wait(region, `/success/confirmation${location.search}`);
