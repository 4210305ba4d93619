// PayPal's button. A stand-in with the documented interface of the JavaScript SDK, as far as one
// button goes: `paypal.Buttons(options)` with its callbacks, `FUNDING`, `isEligible`, `render`,
// `close`. It draws into the page itself, where PayPal draws a frame of its own; the approval is a
// window of this vendor's, as PayPal's is.
(function () {
  'use strict';
  const own = new URL(document.currentScript.src);
  const asked = own.searchParams;
  const FUNDING = { PAYPAL: 'paypal', CARD: 'card', CREDIT: 'credit', PAYLATER: 'paylater', VENMO: 'venmo' };
  const LABELS = { en: 'Pay with PayPal', es: 'Pagar con PayPal', ar: 'الدفع بواسطة PayPal' };

  if (!asked.get('client-id')) throw new Error('client-id: missing');

  // PayPal's own: 25 to 55.
  function height(style) {
    const wanted = style?.height ?? 45;
    if (wanted < 25 || wanted > 55) throw new Error('style.height: 25 to 55');
    return wanted;
  }

  function Buttons(options = {}) {
    if (typeof options.createOrder !== 'function') throw new Error('createOrder: missing');
    const { fundingSource = FUNDING.PAYPAL, style } = options;
    const pixels = height(style);
    const button = document.createElement('button');
    // The window of the approval, from the press on: opened later, a browser would block it.
    let popup = null;

    // It is nothing without the page that asked.
    addEventListener('pagehide', () => popup?.close());

    const fail = (error) => {
      popup?.close();
      popup = null;
      if (!options.onError) throw error;
      options.onError(error);
    };

    // The documented shape: `resolve` goes on, `reject` stops; both may be promised.
    const allowed = async () => {
      if (!options.onClick) return true;
      const actions = { resolve: async () => true, reject: async () => false };
      return (await options.onClick({ fundingSource }, actions)) !== false;
    };

    async function press() {
      if (popup && !popup.closed) {
        popup.focus();
        return;
      }
      const mine = window.open('', '', 'popup,width=450,height=600');
      if (!mine) {
        fail(new Error('the window was blocked'));
        return;
      }
      popup = mine;
      mine.document.write('<title>PayPal stand-in</title><p>Loading…</p>');
      mine.document.close();
      try {
        if (!(await allowed())) {
          mine.close();
          popup = null;
          return;
        }
        const orderID = await options.createOrder({ paymentSource: fundingSource }, {});
        if (typeof orderID !== 'string' || !orderID) throw new Error('createOrder: no order');
        const address = new URL('/paypal/checkoutnow', own);
        address.searchParams.set('token', orderID);
        // Its page may say so, and so may its title bar.
        mine.location.replace(address);
        await approval(mine, orderID);
      } catch (error) {
        fail(error);
      }
    }

    // Until the payer approves, cancels, or closes the window, which is a cancel too.
    async function approval(mine, orderID) {
      const said = await new Promise((resolve) => {
        const closed = setInterval(() => mine.closed && resolve('cancelled'), 200);
        addEventListener('message', function hear({ source, origin, data }) {
          if (source !== mine || origin !== own.origin) return;
          removeEventListener('message', hear);
          clearInterval(closed);
          resolve(data.said);
        });
      });
      mine.close();
      popup = null;
      if (said === 'approved') await options.onApprove?.({ orderID, payerID: 'SANDBOXPAYER', facilitatorAccessToken: '' }, {});
      else if (said === 'cancelled') options.onCancel?.({ orderID });
      else throw new Error(said);
    }

    return {
      isEligible: () => fundingSource === FUNDING.PAYPAL,
      async render(container) {
        const host = typeof container === 'string' ? document.querySelector(container) : container;
        if (!host) throw new Error('render: no container');
        const language = asked.get('locale')?.split('_')[0];
        button.type = 'button';
        button.textContent = LABELS[language] ?? LABELS.en;
        Object.assign(button.style, {
          display: 'block',
          width: '100%',
          height: `${pixels}px`,
          border: '0',
          borderRadius: `${style?.borderRadius ?? 4}px`,
          background: '#ffc439',
          color: '#111',
          font: '600 1.0625rem/1 system-ui, sans-serif',
          cursor: 'pointer',
        });
        button.addEventListener('click', press);
        host.append(button);
        options.onInit?.({}, { enable: async () => {}, disable: async () => {} });
      },
      async close() {
        popup?.close();
        button.remove();
      },
    };
  }

  window.paypal = { version: 'sandbox', FUNDING, Buttons };
})();
