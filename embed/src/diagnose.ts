// What is wrong with the page that the element is in, and how it is put right.

import { FONTS, THEMES } from "./generated/contract.ts";
import {
  ADDRESS, AGAIN, ALTERED, ATTRIBUTE, FEATURES, FRAMED, INSECURE, NO_SIZE, type Text, TWICE,
} from "./generated/findings.ts";
import type { Finding } from "../govifi.d.ts";
import { attribute, genuine } from "./natives.ts";

/** What the frame is opened for. */
export type Config = readonly [origin: string, session: string, secret: string];

/** A finding, and what its text is filled with: if not the checkout's origin. */
export type Seen = readonly [text: Text, about?: string];

/** A finding of an attribute, unless it has one of its forms. */
const unless = (good: boolean, name: string, form: string): Seen | false => !good && [ATTRIBUTE, `${name}="${form}"`];

/** The attributes that have to be there: what is wrong with them. */
export const wrong = ([origin, session, secret]: Config): (Seen | false)[] => [
  // An origin and nothing else. Of this machine, http will do.
  unless(/^(https:\/\/[^/?#@\s]+|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)$/.test(origin), "checkout-origin", "https://…"),
  unless(/^cs_[a-z\d]+$/i.test(session), "session-id", "cs_…"),
  unless(secret.startsWith(`${session}_secret_`) && /^\w+$/.test(secret), "client-secret", "cs_…_secret_…"),
];

export const diagnose = (
  element: HTMLElement,
  /** Chromium tells what it may use. */
  { featurePolicy }: any,
  config: Config,
  twice: unknown,
  seen: readonly Seen[],
): Finding[] => {
  const look = (name: string, form: string) => unless(RegExp(`^(${form})?$`).test(attribute(element, name)), name, form);
  return [
    ...wrong(config),
    look("theme", THEMES),
    look("font", FONTS),
    look("accent", "#[\\da-fA-F]{6}"),
    !isSecureContext && [INSECURE],
    !element.offsetWidth && [NO_SIZE],
    twice && [TWICE],
    featurePolicy?.allowsFeature("payment") === false && [FEATURES],
    (element.constructor as any).again && [AGAIN],
    /cs_\w+_secret_/.test(location.href) && [ADDRESS],
    parent !== self && [FRAMED],
    !genuine() && [ALTERED],
    ...seen,
  ].flatMap((one) => {
    if (!one) return [];
    const [[code, fix], about = config[0]] = one as Seen;
    return { code, message: code.replace(/_/g, " "), fix: fix.replace("{}", about) };
  });
};
