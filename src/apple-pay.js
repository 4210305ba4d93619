// Apple Pay's sheet, by the API that the browser has (`ApplePaySession`, documented by Apple). Ours
// alone: nothing is fetched from Apple. Added to the page when a payer chooses Apple Pay.
//
// `govifi.applePay({amount, currency, merchant, asked})` opens a sheet, and has to be called while the
// payer's press is handled; `asked` names fields of the contract, blanks between. It throws when there
// is no sheet to be had. What it makes says, as events whose `detail` this is:
//   validate {url}                    the merchant: answer with `validated(session)`
//   answered {token, cardholder, …}   authorized; `close(how)` when the outcome is known
//   answered {cancelled: true}        put away; there is nothing to close any more
//   answered {}                       Apple did not take the merchant; likewise
(function () {
  'use strict';

  // Has contacts as of today, and results as objects: Safari 11.1.
  const VERSION = 3;
  // Where Govifi is registered with Apple (ours: the contract does not say where a merchant is).
  const COUNTRY = 'US';
  // The networks that the checkout's cards have (checkout::form::brand) and Apple Pay as well.
  const NETWORKS = ['visa', 'masterCard', 'amex', 'discover', 'jcb', 'chinaUnionPay'];

  // What of Apple's contacts the contract has a field for, and as it is written there.
  function billing({ billingContact: bill = {}, shippingContact: ship = {} }) {
    const lines = bill.addressLines ?? [];
    const text = (value) => value?.trim() || undefined;
    return {
      cardholder: text([bill.givenName, bill.familyName].filter(Boolean).join(' ')),
      street: text(lines[0]),
      street2: text(lines.slice(1).join(', ')),
      city: text(bill.locality),
      state: text(bill.administrativeArea),
      zip: text(bill.postalCode),
      // Apple has given it in lower case.
      country: text(bill.countryCode)?.toUpperCase(),
      email: text(ship.emailAddress),
      phone: text(ship.phoneNumber),
    };
  }

  // The payment token as the API takes it: Base64 of its JSON, in UTF-8.
  function encoded(token) {
    const bytes = new TextEncoder().encode(JSON.stringify(token));
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }

  class Sheet extends EventTarget {
    // Apple's session, while there is one. What an ended one still says is not heard.
    #session;

    constructor({ amount, currency, merchant, asked }) {
      super();
      const fields = asked.split(' ');
      const asks = (...names) => names.some((name) => fields.includes(name));
      const wanted = (of) => Object.keys(of).filter((field) => of[field]);
      const session = new ApplePaySession(VERSION, {
        countryCode: COUNTRY,
        currencyCode: currency,
        merchantCapabilities: ['supports3DS'],
        supportedNetworks: NETWORKS,
        // Apple shows "Pay" before it. A merchant without a name is the place where they are paid.
        total: { label: merchant || location.hostname, amount, type: 'final' },
        // Apple keeps email and phone with the shipping contact, whether anything is shipped or not.
        requiredBillingContactFields: wanted({
          name: asks('cardholder'),
          postalAddress: asks('country', 'street', 'street2', 'city', 'state', 'zip'),
        }),
        requiredShippingContactFields: wanted({ email: asks('email'), phone: asks('phone') }),
      });
      const on = (handle) => (event) => this.#session === session && handle(event);
      session.onvalidatemerchant = on(({ validationURL: url }) => this.#say('validate', { url }));
      session.onpaymentauthorized = on(({ payment }) =>
        this.#say('answered', { token: encoded(payment.token), ...billing(payment) }));
      session.oncancel = on(() => this.#over({ cancelled: true }));
      this.#session = session;
      session.begin();
    }

    #say(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    #over(detail) {
      this.#session = null;
      this.#say('answered', detail);
    }

    // Hands Apple the merchant session that the API got for this sheet.
    validated(session) {
      try {
        this.#session?.completeMerchantValidation(session);
      } catch {
        this.close();
        this.#over({});
      }
    }

    // Ends it: `paid`, `refused`, or nothing, when nobody knows. That must not look like a failure, so
    // the sheet just goes.
    close(how) {
      const session = this.#session;
      this.#session = null;
      const { STATUS_SUCCESS, STATUS_FAILURE } = ApplePaySession;
      if (how === 'paid') session?.completePayment({ status: STATUS_SUCCESS });
      else if (how === 'refused') session?.completePayment({ status: STATUS_FAILURE });
      else session?.abort();
    }
  }

  window.govifi.applePay = (request) => new Sheet(request);
})();
