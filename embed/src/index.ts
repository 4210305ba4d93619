// The script's entry: defines the elements, where there are any to be had.

import { GovifiPayment, GovifiWallet } from "./element.ts";

export { GovifiPayment, GovifiWallet };

const define = (name: string, type: typeof GovifiPayment): void => {
  const known = customElements.get(name) as typeof GovifiPayment | undefined;
  // The first one counts; it says so when it is asked what is wrong.
  if (known) known.again = true;
  else customElements.define(name, type);
};

if (globalThis.customElements) {
  define("govifi-payment", GovifiPayment);
  define("govifi-wallet", GovifiWallet);
}
