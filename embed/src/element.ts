// <govifi-payment> and <govifi-wallet>.

import { control } from "./control.ts";
import { CHECKOUT, type ElementKind } from "./generated/contract.ts";
import { attribute } from "./natives.ts";

/** On a server there is no `HTMLElement`, and nobody makes one of these. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

const set = (element: Element, name: string, value: string | null | undefined) =>
  value ? element.setAttribute(name, value) : element.removeAttribute(name);

const element = (kind: ElementKind) =>
  class GovifiElement extends Base {
    /** Whether the script was loaded again, and this one's elements were there already. */
    declare static again?: boolean;

    #secret = "";
    #controls = control(
      this,
      kind,
      () => [this.checkoutOrigin, this.sessionId, this.clientSecret],
    );

    get sessionId(): string {
      return attribute(this, "session-id");
    }
    set sessionId(value: string | null | undefined) {
      set(this, "session-id", value);
    }
    get clientSecret(): string {
      return this.#secret || attribute(this, "client-secret");
    }
    set clientSecret(value: string | null | undefined) {
      // Not reflected: what an attribute holds is in every copy of the page.
      this.#secret = value!;
      this.#controls.soon_();
    }
    get checkoutOrigin(): string {
      return attribute(this, "checkout-origin") || CHECKOUT;
    }
    set checkoutOrigin(value: string | null | undefined) {
      set(this, "checkout-origin", value);
    }

    connectedCallback() {
      // What was set before the script came stands in the way of the accessors.
      const own = this as any;
      for (const name of Object.keys(own)) {
        const value = own[name];
        delete own[name];
        own[name] = value;
      }
      this.#controls.connect_();
    }
    disconnectedCallback() {
      this.#controls.disconnect_();
    }
    submit() {
      return this.#controls.ask_("submit");
    }
    validate() {
      return this.#controls.ask_("validate");
    }
    refresh() {
      this.#controls.soon_();
      return this.#controls.ask_("refresh");
    }
    override focus() {
      return this.#controls.ask_("focus");
    }
    async diagnose() {
      return this.#controls.findings_();
    }
  };

export const GovifiPayment = element("payment");
export const GovifiWallet = element("wallet");
