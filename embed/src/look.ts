// How the frame is to look, read from the element and the page around it.

import { type Look, TOKENS } from "./generated/contract.ts";
import { attribute } from "./natives.ts";

/**
 * The element and everything that it inherits from, from the inside out, through slots and out of
 * shadow roots: the way of an event.
 */
export const around = (element: Element): Element[] => {
  let path: EventTarget[] = [];
  element.addEventListener("_", (event) => (path = event.composedPath()), { once: true });
  element.dispatchEvent(new Event("_", { composed: true }));
  return path.filter((one) => one instanceof Element);
};

/** The nearest language. */
export const langOf = (element: Element): string | undefined =>
  around(element).map((one) => attribute(one, "lang")).find(Boolean);

/**
 * The look, empty where the page says nothing. The theme is the attribute's, else the one in which
 * the page draws this element. A page that does not say that it can be dark is light, whatever the
 * payer's system prefers: the frame is transparent, and light text on a light page cannot be read.
 */
export const lookOf = (element: Element): Look => {
  const style = getComputedStyle(element);
  const { colorScheme } = style;
  const shown = /dark/.test(colorScheme) ? (/light/.test(colorScheme) ? "auto" : "dark") : "light";
  const tokens: Record<string, string> = {};
  // The whole message has a limit.
  for (const name of TOKENS) tokens[name] = style.getPropertyValue(name).trim().slice(0, 256);
  return { theme: attribute(element, "theme") || shown, accent: attribute(element, "accent"), font: attribute(element, "font"), tokens };
};
