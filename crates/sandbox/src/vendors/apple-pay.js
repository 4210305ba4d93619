// A browser that has Apple Pay: a stand-in with the interface that Apple documents, as far as paying
// once goes. Apple's sheet is the system's and out of a page's reach; this one is a dialog in the page,
// put together and styled without markup, so that the page's policy stays what it is.
(function () {
  'use strict';
  const able = new URL(document.currentScript.src).searchParams.get('able') !== 'false';

  // Apple gives a page 30 seconds from the payer's authorization to `completePayment`.
  const PATIENCE = 30000;
  const CONTACTS = {
    'Ada Lovelace': {
      billing: {
        givenName: 'Ada',
        familyName: 'Lovelace',
        addressLines: ['12 Byron Street', 'Apt 3'],
        locality: 'Springfield',
        administrativeArea: 'IL',
        postalCode: '62704',
        country: 'United States',
        countryCode: 'us',
      },
      shipping: { emailAddress: 'ada@example.com', phoneNumber: '+12175550143' },
    },
    'Zoë Müller': {
      billing: {
        givenName: 'Zoë',
        familyName: 'Müller',
        addressLines: ['Invalidenstraße 43'],
        locality: 'Berlin',
        administrativeArea: '',
        postalCode: '10115',
        country: 'Deutschland',
        countryCode: 'DE',
      },
      shipping: { emailAddress: 'zoe@example.com', phoneNumber: '+493012345678' },
    },
  };
  // What charging the token will do; the sandbox reads it in the token (README.md).
  const OUTCOMES = ['approved', 'card_declined', 'insufficient_funds', 'processing_error'];

  const wrong = (name, words) => new DOMException(words, name);
  const text = (value) => typeof value === 'string' && value !== '';

  // What Apple insists on, or a TypeError as for any dictionary.
  function judged(version, request) {
    if (!ApplePaySession.supportsVersion(version)) {
      throw wrong('InvalidAccessError', `"${version}" is not a supported version.`);
    }
    const { countryCode, currencyCode, merchantCapabilities, supportedNetworks, total } = request;
    if (!/^[A-Z]{2}$/.test(countryCode)) throw new TypeError('countryCode');
    if (!/^[A-Z]{3}$/.test(currencyCode)) throw new TypeError('currencyCode');
    if (!merchantCapabilities?.includes('supports3DS')) throw new TypeError('merchantCapabilities');
    if (!supportedNetworks?.length) throw new TypeError('supportedNetworks');
    if (!text(total?.label)) throw new TypeError('total.label');
    if (!/^\d+(\.\d+)?$/.test(total.amount)) throw new TypeError('total.amount');
    const fields = ['email', 'name', 'phone', 'postalAddress', 'phoneticName'];
    for (const list of ['requiredBillingContactFields', 'requiredShippingContactFields']) {
      if (!(request[list] ?? []).every((field) => fields.includes(field))) throw new TypeError(list);
    }
    return request;
  }

  // The fields of a contact that were asked for, and no others.
  function contact(all, asked = []) {
    const given = {};
    const copy = (...names) => names.forEach((name) => (given[name] = all[name]));
    if (asked.includes('name')) copy('givenName', 'familyName');
    if (asked.includes('postalAddress')) {
      copy('addressLines', 'locality', 'administrativeArea', 'postalCode', 'country', 'countryCode');
    }
    if (asked.includes('email')) copy('emailAddress');
    if (asked.includes('phone')) copy('phoneNumber');
    return Object.keys(given).length ? given : undefined;
  }

  function token(outcome) {
    const id = [...crypto.getRandomValues(new Uint8Array(32))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
    return {
      paymentData: {
        version: 'EC_v1',
        data: `${outcome}_${id}`,
        signature: 'MIAGCSqGSIb3DQEHAqCAMIACAQExDzANBglghkgBZQMEAgEFADCABgkqhkiG9w0BBwEAAKCA',
        header: {
          ephemeralPublicKey: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE',
          publicKeyHash: 'tXMgY3JlZGVudGlhbHMgYXJlIG5vdCBoZXJl',
          transactionId: id,
        },
      },
      paymentMethod: { displayName: 'Visa 1234', network: 'Visa', type: 'debit' },
      transactionIdentifier: id.toUpperCase(),
    };
  }

  function element(name, style, ...children) {
    const made = document.createElement(name);
    Object.assign(made.style, style);
    made.append(...children);
    return made;
  }

  function button(words, press) {
    const made = element('button', { font: 'inherit', minHeight: '44px', padding: '0 16px', margin: '8px 8px 0 0' }, words);
    made.type = 'button';
    made.addEventListener('click', press);
    return made;
  }

  function list(label, options) {
    const select = element('select', { font: 'inherit', minHeight: '44px' });
    for (const option of options) select.append(new Option(option, option));
    return [select, element('label', { display: 'block', marginTop: '8px' }, `${label} `, select)];
  }

  // The session whose sheet is up: a page has one at most.
  let active = null;

  class ApplePaySession extends EventTarget {
    static STATUS_SUCCESS = 0;
    static STATUS_FAILURE = 1;

    static supportsVersion = (version) => Number.isInteger(version) && version >= 1 && version <= 14;
    static canMakePayments = () => able;
    static canMakePaymentsWithActiveCard = async () => able;

    // What became of every sheet of this document, for tests: not Apple's.
    static sheets = [];

    #request;
    #state = 'new';
    #sheet;
    #timer;
    #record;

    constructor(version, request) {
      super();
      if (navigator.userActivation && !navigator.userActivation.isActive) {
        throw wrong('InvalidAccessError', 'Must create a new ApplePaySession from a user gesture handler.');
      }
      this.#request = judged(version, request);
      for (const type of ['validatemerchant', 'paymentauthorized', 'cancel']) {
        this[`on${type}`] = null;
        this.addEventListener(type, (event) => this[`on${type}`]?.(event));
      }
    }

    #say(type, more) {
      this.dispatchEvent(Object.assign(new Event(type), more));
    }

    #expect(...states) {
      if (!states.includes(this.#state)) throw wrong('InvalidAccessError', `The session is ${this.#state}.`);
    }

    begin() {
      this.#expect('new');
      if (active) throw wrong('InvalidAccessError', 'Page already has an active payment session.');
      if (!able) throw wrong('InvalidAccessError', 'Apple Pay is not set up.');
      active = this;
      this.#state = 'validating';
      this.#record = { request: this.#request, ended: null };
      ApplePaySession.sheets.push(this.#record);
      this.#sheet = element('dialog', {
        boxSizing: 'border-box',
        width: 'min(100vw, 26rem)',
        border: '1px solid',
        borderRadius: '12px',
        padding: '16px',
        font: '1rem/1.5 system-ui, sans-serif',
      });
      this.#sheet.setAttribute('aria-label', 'Apple Pay stand-in');
      // Escape.
      this.#sheet.addEventListener('cancel', (event) => {
        event.preventDefault();
        this.#dismissed();
      });
      document.body.append(this.#sheet);
      this.#show('Apple Pay stand-in: checking the merchant…');
      this.#sheet.showModal();
      setTimeout(() => {
        if (this.#state !== 'validating') return;
        const validationURL = 'https://apple-pay-gateway.apple.com/paymentservices/startSession';
        this.#say('validatemerchant', { validationURL });
      }, 0);
    }

    #show(...children) {
      this.#sheet.replaceChildren(...children, button('Cancel', () => this.#dismissed()));
    }

    completeMerchantValidation(session) {
      this.#expect('validating');
      const { merchantSessionIdentifier, signature, nonce, expiresAt } = session ?? {};
      const whole = [merchantSessionIdentifier, signature, nonce].every(text);
      if (!whole || !(expiresAt > Date.now())) {
        this.#dismissed({ code: 'unknown', info: {} });
        return;
      }
      this.#state = 'authorizing';
      const { total, currencyCode } = this.#request;
      const [who, whose] = list('Contact', Object.keys(CONTACTS));
      const [what, how] = list('Charging it is', OUTCOMES);
      const pay = button('Authorize', () => this.#authorized(CONTACTS[who.value], what.value));
      const line = element('p', { margin: '8px 0 0', fontWeight: '600' }, `Pay ${total.label}: ${total.amount} ${currencyCode}`);
      this.#show(element('p', { margin: '0' }, 'Apple Pay stand-in, Visa 1234'), line, whose, how, pay);
      pay.focus();
    }

    #authorized({ billing, shipping }, outcome) {
      this.#state = 'authorized';
      this.#show('Apple Pay stand-in: processing…');
      this.#timer = setTimeout(() => this.#dismissed({ code: 'unknown', info: {} }), PATIENCE);
      const asked = this.#request;
      const payment = {
        token: token(outcome),
        billingContact: contact(billing, asked.requiredBillingContactFields),
        shippingContact: contact(shipping, asked.requiredShippingContactFields),
      };
      this.#say('paymentauthorized', { payment });
    }

    completePayment(result) {
      this.#expect('authorized');
      const status = typeof result === 'number' ? result : result.status;
      this.#end(status === ApplePaySession.STATUS_SUCCESS ? 'success' : 'failure');
    }

    abort() {
      this.#expect('validating', 'authorizing', 'authorized');
      this.#end('aborted');
    }

    #dismissed(sessionError) {
      this.#end('cancelled');
      this.#say('cancel', { sessionError });
    }

    #end(how) {
      clearTimeout(this.#timer);
      this.#state = 'completed';
      this.#record.ended = how;
      active = null;
      this.#sheet.close();
      this.#sheet.remove();
    }
  }

  window.ApplePaySession = ApplePaySession;
})();
