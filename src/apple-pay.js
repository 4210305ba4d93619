// Apple Pay's sheet, by the API that the browser has (`ApplePaySession`, documented by Apple). Ours
// alone: nothing is fetched from Apple. Added to the page when a payer chooses Apple Pay.
//
// `govifi.applePay(request)` opens a sheet and has to be called while the payer's press is handled.
// What it makes says
//   validate {url}        the merchant has to be validated: answer with `validated(session)`
//   answered {token, …}   authorized, with the contact that was asked for; end it with `close(how)`
//   answered {cancelled}  put away; there is nothing to close any more
// as events whose `detail` that is. It throws when there is no sheet to be had.

// Has contacts as of today and results as objects: Safari 11.1.
const VERSION = 3;

// The networks that the checkout's cards have (checkout::form::brand) and Apple Pay as well.
const NETWORKS = ['visa', 'masterCard', 'amex', 'discover', 'jcb', 'chinaUnionPay'];

// What of Apple's contacts the contract has a field for, and how it is written there.
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

  constructor({ amount, currency, country, merchant, name, address, email, phone }) {
    super();
    const wanted = (fields) => Object.keys(fields).filter((field) => fields[field]);
    const session = new ApplePaySession(VERSION, {
      countryCode: country,
      currencyCode: currency,
      merchantCapabilities: ['supports3DS'],
      supportedNetworks: NETWORKS,
      total: { label: merchant, amount, type: 'final' },
      // Apple keeps email and phone with the shipping contact, whether anything is shipped or not.
      requiredBillingContactFields: wanted({ name, postalAddress: address }),
      requiredShippingContactFields: wanted({ email, phone }),
    });
    const on = (handle) => (event) => this.#session === session && handle(event);
    session.onvalidatemerchant = on(({ validationURL }) => this.#say('validate', { url: validationURL }));
    session.onpaymentauthorized = on(({ payment }) =>
      this.#say('answered', { token: encoded(payment.token), ...billing(payment) }));
    session.oncancel = on(() => {
      this.#session = null;
      this.#say('answered', { cancelled: true });
    });
    this.#session = session;
    session.begin();
  }

  #say(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  // Hands Apple the merchant session that the API got for this sheet.
  validated(session) {
    this.#session?.completeMerchantValidation(session);
  }

  // Ends it: `paid`, `refused`, or anything else, when nobody knows. That must not look like a
  // failure, so the sheet just goes.
  close(how) {
    const session = this.#session;
    this.#session = null;
    if (how === 'paid') session?.completePayment({ status: ApplePaySession.STATUS_SUCCESS });
    else if (how === 'refused') session?.completePayment({ status: ApplePaySession.STATUS_FAILURE });
    else session?.abort();
  }
}

window.govifi.applePay = (request) => new Sheet(request);
