// The styles of the element's shadow, put there by script: no policy of the page stands in their way.

import { type ElementKind, RESERVE, TALLEST } from "./generated/contract.ts";

/**
 * The element keeps a height from the start, so that nothing moves when the form comes or becomes
 * less; a page sets another with `min-height` on the element. On narrow screens, where lines wrap, it is
 * the larger of the two.
 */
export const css = (kind: ElementKind): string =>
  `:host(:not([hidden])){display:block;min-height:${RESERVE[kind]}}` +
  `iframe{display:block;border:0;width:100%;min-height:inherit;max-height:${TALLEST}px}` +
  ".off{position:absolute;visibility:hidden}" +
  // What stands in the frame's place: its words in the middle, in the page's own colours and type.
  "div:not(:empty){display:grid;place-content:center;gap:12px;min-height:inherit}" +
  "a,button{padding:12px;border:1px solid;border-radius:8px;background:0 0;color:inherit;font:inherit}";
