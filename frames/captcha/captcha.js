// Runs hCaptcha or Turnstile in this document, and nowhere else, and tells the checkout the answer.
//
// Whatever a vendor's script reads is here: no card, no session, no credential. The checkout is
// another origin, known exactly, and the only one that is listened and talked to.
//
// Messages, each `{govifi: 'captcha', v: 1, type, …}`:
//   from here  hello · ready · height {px} · solved {token} · expired · closed
//              · failed {reason: 'blocked' | 'error' | 'limited'}
//   to here    start {kind, siteKey, theme, language, invisible?} · reset
//
// `expired`: the answer, or the puzzle before it was answered, is too old. `closed`: the payer put
// the puzzle away. `blocked`: the vendor cannot be reached; it may still come, and `ready` follows.

const setting = (name) => document.querySelector(`meta[name="govifi:${name}"]`)?.content ?? '';

const CHECKOUT = setting('checkout');
// Tests make every wait shorter by this factor. A token's life is the vendor's, and is not a wait.
const PACE = Math.max(1, Number(setting('pace')) || 1);
// How long a script may take before the payer is told, in milliseconds.
const PATIENCE = 8000 / PACE;
// More than either vendor's tokens have; what is longer is not one.
const LONGEST_TOKEN = 16384;

const WORDS = { en: 'Security check', es: 'Control de seguridad', ar: 'فحص أمني' };

const root = document.documentElement;
const title = document.getElementById('title');
const container = document.getElementById('widget');

// What is documented of each vendor: the script's address and its parameters, the global it makes,
// how long its tokens live in seconds, and what `render` takes.
const VENDORS = {
  hcaptcha: {
    parameters: { recaptchacompat: 'off', sentry: 'false' },
    api: () => window.hcaptcha,
    life: 120,
    options: ({ siteKey, theme, language, invisible }, on) => ({
      sitekey: siteKey,
      theme,
      hl: language,
      size: invisible ? 'invisible' : root.clientWidth < 303 ? 'compact' : 'normal',
      callback: on.solved,
      'expired-callback': on.expired,
      'chalexpired-callback': on.lapsed,
      'open-callback': on.opened,
      'close-callback': on.closed,
      'error-callback': on.error,
    }),
    outcome: (code) =>
      ({
        'rate-limited': 'limited',
        'network-error': 'blocked',
        'challenge-closed': 'closed',
        'challenge-expired': 'expired',
      })[code] ?? 'error',
  },
  turnstile: {
    parameters: {},
    api: () => window.turnstile,
    life: 300,
    options: ({ siteKey, theme, language, invisible }, on) => ({
      sitekey: siteKey,
      theme,
      language,
      size: root.clientWidth < 300 ? 'compact' : 'flexible',
      execution: invisible ? 'execute' : 'render',
      // The checkout says what went wrong and offers to try again. A widget that starts over by
      // itself would make that sentence wrong.
      retry: 'never',
      callback: on.solved,
      'expired-callback': on.expired,
      'timeout-callback': on.lapsed,
      'unsupported-callback': on.error,
      // True: handled. Otherwise Turnstile writes to the console.
      'error-callback': (code) => (on.error(code), true),
    }),
    // 200500: its own frame did not load. 110420: too many requests.
    outcome: (code) => ({ 200500: 'blocked', 110420: 'limited' })[code] ?? 'error',
  },
};

function tell(type, more) {
  parent.postMessage({ govifi: 'captcha', v: 1, type, ...more }, CHECKOUT);
}

// Scripts that are on their way or here, by vendor.
const scripts = new Map();

// Adds a vendor's script, once; again if it failed.
function load(kind) {
  if (!scripts.has(kind)) {
    const arrived = new Promise((resolve, reject) => {
      const loaded = `govifi_${kind}`;
      const url = new URL(setting(kind));
      const parameters = { ...VENDORS[kind].parameters, render: 'explicit', onload: loaded };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      const script = document.createElement('script');
      window[loaded] = resolve;
      script.onerror = () => {
        script.remove();
        scripts.delete(kind);
        reject();
      };
      script.async = true;
      script.src = url;
      document.head.append(script);
    });
    scripts.set(kind, arrived);
  }
  return scripts.get(kind);
}

// What the checkout asked for last, and what came of it. A number apart from everything that was
// asked before: what an older widget still says is not heard.
let round = 0;
let wanted = null;
let widget = null;
let belt = 0;

function opened(puzzle) {
  root.toggleAttribute('data-puzzle', puzzle);
}

function forget() {
  clearTimeout(belt);
  belt = 0;
  opened(false);
}

function handlers(vendor, mine) {
  const heard = (handle) => (value) => {
    if (mine === round) handle(value);
  };
  const expire = () => {
    forget();
    tell('expired');
  };
  return {
    opened: heard(() => opened(true)),
    solved: heard((token) => {
      forget();
      if (typeof token !== 'string' || !token || token.length > LONGEST_TOKEN) {
        tell('failed', { reason: 'error' });
        return;
      }
      // The vendor says when a token is too old. Should it forget to, this does.
      belt = setTimeout(heard(() => (expire(), again())), (vendor.life + 1) * 1000);
      tell('solved', { token });
    }),
    // Only what was solved can expire, and only once: the belt may have spoken first.
    expired: heard(() => belt && expire()),
    lapsed: heard(expire),
    closed: heard(() => {
      opened(false);
      if (!belt) tell('closed');
    }),
    error: heard((code) => {
      forget();
      const outcome = vendor.outcome(code);
      if (outcome === 'closed' || outcome === 'expired') tell(outcome);
      else tell('failed', { reason: outcome });
    }),
  };
}

async function run() {
  const mine = ++round;
  const { kind } = wanted;
  const vendor = VENDORS[kind];
  forget();
  drop();
  const late = setTimeout(() => mine === round && tell('failed', { reason: 'blocked' }), PATIENCE);
  try {
    await load(kind);
  } catch {
    if (mine === round) tell('failed', { reason: 'blocked' });
    return;
  } finally {
    clearTimeout(late);
  }
  if (mine !== round) return;
  const api = vendor.api();
  try {
    // A box of its own: vendors leave things behind in the one that they were given.
    const box = document.createElement('div');
    container.replaceChildren(box);
    const id = api.render(box, vendor.options(wanted, handlers(vendor, mine)));
    widget = { api, id };
    tell('ready');
    execute();
  } catch {
    tell('failed', { reason: 'error' });
  }
}

// An invisible widget does nothing until it is told to.
function execute() {
  if (wanted.invisible) widget.api.execute(widget.id);
}

// Takes the widget off the page.
function drop() {
  const old = widget;
  widget = null;
  try {
    old?.api.remove(old.id);
  } catch {
    // It was half gone already; what is left goes with its box.
  }
  container.replaceChildren();
}

// Asks once more: the same widget if there is one, else everything from the script on.
function again() {
  if (!wanted) return;
  if (!widget) {
    run();
    return;
  }
  forget();
  try {
    widget.api.reset(widget.id);
    execute();
  } catch {
    run();
  }
}

function start({ kind, siteKey, theme, language, invisible }) {
  const is = (value, form) => typeof value === 'string' && form.test(value);
  if (!is(kind, /^(hcaptcha|turnstile)$/) || !is(siteKey, /^[\w-]{1,100}$/)) return;
  wanted = {
    kind,
    siteKey,
    theme: theme === 'dark' ? 'dark' : 'light',
    language: is(language, /^[a-z]{2,3}(-[a-z\d]{2,8}){0,3}$/i) ? language : 'en',
    invisible: invisible === true,
  };
  const spoken = wanted.language.split('-')[0].toLowerCase();
  root.lang = spoken in WORDS ? spoken : 'en';
  root.dir = spoken === 'ar' ? 'rtl' : 'ltr';
  root.dataset.theme = wanted.theme;
  title.textContent = document.title = WORDS[root.lang];
  run();
}

function listen(event) {
  const message = event.data;
  if (event.source !== parent || event.origin !== CHECKOUT) return;
  if (message?.govifi !== 'captcha' || message.v !== 1) return;
  if (message.type === 'start') start(message);
  else if (message.type === 'reset') again();
}

// Opened by itself, the page has nobody to talk to.
if (parent !== window && CHECKOUT) {
  addEventListener('message', listen);
  let last = -1;
  new ResizeObserver(() => {
    const px = Math.min(Math.ceil(document.querySelector('main').offsetHeight), 2000);
    if (px !== last) tell('height', { px });
    last = px;
  }).observe(document.querySelector('main'));
  tell('hello');
}
