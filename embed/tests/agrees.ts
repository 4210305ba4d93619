// What is built is what is declared.

import type * as declared from "../govifi.d.ts";
import * as built from "../src/index.ts";

type Own = Pick<
  declared.GovifiElement,
  "sessionId" | "clientSecret" | "checkoutOrigin" | "submit" | "refresh" | "validate" | "focus" | "diagnose"
>;

export const elements: readonly (new () => Own)[] = [built.GovifiPayment, built.GovifiWallet];
export const names: Record<Exclude<keyof typeof declared, "GovifiElement">, unknown> = built;
