// Every event that the page hears, written down, newest first.

import { EVENTS } from "/embed/files/events.js";

const log = document.getElementById("log");

/** Writes an event down. */
export function note(name, detail) {
  const item = document.createElement("li");
  const title = document.createElement("strong");
  const text = document.createElement("pre");
  item.dataset.event = name;
  title.textContent = name;
  text.textContent = JSON.stringify(detail, null, 1);
  item.append(title, text);
  log.prepend(item);
}

/** Calls `heard` with the name and the detail of every event. They bubble out of every shadow root. */
export function listen(heard) {
  for (const name of EVENTS) document.addEventListener(name, (event) => heard(name, event.detail));
}
