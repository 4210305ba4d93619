// The page's platform, as far as a page may have altered it. Its elements may hide properties of
// `document` and of forms behind their names (`<img name="createElement">`): those of the prototypes
// stay. What the credential passes through is taken once, when the script runs: what replaces it later
// is not used, and what replaced it before is noticed.
//
// On a server there are no elements; no function here may be called there.

export const { MessageChannel: Channel, JSON: { stringify } } = globalThis;

/** Whether the functions that the credential passes through are the browser's own. */
export const genuine = (): boolean => [Channel, stringify].every((one) => /\[native code]/.test(`${one}`));

export const make = <K extends "a" | "button" | "div" | "iframe" | "pre">(
  name: K,
  properties?: Partial<HTMLElementTagNameMap[K]>,
): HTMLElementTagNameMap[K] => Object.assign(Document.prototype.createElement.call(document, name) as any, properties);

/** The attribute; empty if there is none. */
export const attribute = (of: Element, name: string): string => Element.prototype.getAttribute.call(of, name) ?? "";
