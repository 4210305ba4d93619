// What the stand-ins of hCaptcha and Turnstile share: widgets, callbacks, tokens, and a payer's part.
//
// A stand-in has the vendor's documented interface and behaves by its site key. It draws into the
// page itself, where the vendors draw a frame of theirs.
(function () {
  'use strict';
  const own = new URL(document.currentScript.src);

  // A callback is a function, or the name of a global one.
  function call(callback, ...values) {
    const handle = typeof callback === 'string' ? window[callback] : callback;
    return typeof handle === 'function' ? handle(...values) : undefined;
  }

  function element(name, style, ...children) {
    const made = document.createElement(name);
    Object.assign(made.style, style);
    made.append(...children);
    return made;
  }

  function button(words, press) {
    const made = element('button', { font: 'inherit', minHeight: '44px', padding: '0 16px', margin: '0 8px 8px 0' }, words);
    made.type = 'button';
    made.addEventListener('click', press);
    return made;
  }

  class Widget {
    constructor(vendor, container, options) {
      const host = typeof container === 'string'
        ? document.getElementById(container) ?? document.querySelector(container)
        : container;
      const behaviour = vendor.keys[options.sitekey];
      Object.assign(this, { vendor, options, behaviour, host, token: '', solutions: 0, tries: 0 });
      if (this.isInvisible()) return;
      const dark = options.theme === 'dark';
      this.box = element('div', {
        boxSizing: 'border-box',
        width: options.size === 'compact' ? '164px' : options.size === 'flexible' ? '100%' : '302px',
        minHeight: '76px',
        padding: '16px',
        border: '1px solid',
        borderColor: dark ? '#8a8a8a' : '#767676',
        background: dark ? '#222' : '#fafafa',
        color: dark ? '#fafafa' : '#222',
      });
      host.append(this.box);
    }

    isInvisible() {
      return this.options.size === 'invisible' || this.behaviour?.invisible;
    }

    show(...children) {
      this.box?.replaceChildren(...children);
    }

    // From the beginning: by itself, or by a press of the payer's.
    start() {
      this.token = '';
      this.turn = {};
      const press = this.behaviour?.press;
      if (!press || this.isInvisible()) {
        this.show(`${this.vendor.name}: checking…`);
        this.after(0, () => this.act());
        return;
      }
      this.vendor.waits?.(this);
      const box = element('input', { width: '24px', height: '24px', margin: '0' });
      box.type = 'checkbox';
      box.addEventListener('change', () => {
        box.disabled = true;
        this.act();
      });
      const line = { display: 'flex', alignItems: 'center', gap: '8px', minHeight: '44px' };
      this.show(element('label', line, box, 'I am human'));
    }

    // Later, unless it was started over by then.
    after(milliseconds, act) {
      const turn = this.turn;
      setTimeout(() => turn === this.turn && act(), milliseconds);
    }

    act() {
      this.tries += 1;
      const { behaviour } = this;
      if (!behaviour) return this.fail(this.vendor.unknown);
      if (behaviour.fails && (!behaviour.once || this.tries === 1)) return this.fail(behaviour.fails);
      return behaviour.puzzle ? this.puzzle() : this.solve();
    }

    fail(code) {
      this.show(`${this.vendor.name}: ${code}`);
      if (!this.options['error-callback']) throw new Error(`${this.vendor.name}: ${code}`);
      call(this.options['error-callback'], code);
    }

    puzzle() {
      const { options } = this;
      call(options['open-callback']);
      const end = (callback) => () => {
        this.start();
        call(callback);
      };
      this.show(
        element('p', { margin: '0 0 12px' }, 'Which of these is a boat?'),
        button('The boat', () => this.solve()),
        button('Close', end(options['close-callback'])),
        button('Wait too long', end(options[this.vendor.lapse])),
      );
    }

    async solve() {
      const turn = this.turn;
      const answer = await fetch(new URL('/tokens', own), {
        method: 'POST',
        body: JSON.stringify({ type: this.vendor.kind, site_key: this.options.sitekey }),
      });
      const { token } = await answer.json();
      if (turn !== this.turn) return;
      this.token = token;
      this.solutions += 1;
      this.vendor.solved?.(this);
      this.show(`${this.vendor.name}: solved`);
      call(this.options.callback, token);
      this.settle?.({ response: token });
      if (this.behaviour.expires && this.solutions === 1) {
        this.after(2000, () => {
          this.start();
          call(this.options['expired-callback'], token);
        });
      }
    }

    remove() {
      this.turn = {};
      this.box?.remove();
    }
  }

  // The interface that both have.
  function standIn(vendor) {
    const widgets = new Map();
    const find = (id) => widgets.get(id ?? [...widgets.keys()][0]);
    const api = {
      render(container, options) {
        const widget = new Widget(vendor, container, options);
        const id = `${vendor.kind}-${widgets.size}`;
        widgets.set(id, widget);
        if (!vendor.waitsForExecute(widget)) widget.start();
        return id;
      },
      execute(id, options) {
        const widget = find(id);
        const settled = new Promise((resolve) => (widget.settle = resolve));
        widget.start();
        return options?.async ? settled : undefined;
      },
      reset: (id) => {
        const widget = find(id);
        widget.turn = {};
        widget.token = '';
        if (!vendor.waitsForExecute(widget)) widget.start();
      },
      getResponse: (id) => find(id)?.token ?? '',
      remove: (id) => {
        find(id)?.remove();
        widgets.delete(id);
      },
    };
    const loaded = own.searchParams.get('onload');
    // The vendors call it when the page is ready for it, never while their script still runs.
    setTimeout(() => call(loaded), 0);
    return api;
  }

  window.govifiStandIn = { standIn, call };
})();
