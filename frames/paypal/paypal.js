// Runs PayPal's script in this document, and nowhere else, and tells the checkout what the payer did.
//
// Whatever that script reads is here: no card, no session, no credential. The checkout is another
// origin, known exactly, and the only one that is listened and talked to.
//
// Messages, each `{govifi: 'paypal', v: 1, type, …}`:
//   from here  hello · ready · height {px} · pressed · approved {orderId} · cancelled
//              · failed {reason: 'blocked' | 'error'}
//   to here    start {currency, language, theme} · go · stop · order {id?} · close
//
// `pressed` waits for `go` or `stop`: whether the form is right. After `go` comes the order, which
// only the checkout can have made; without an `id` there is none. `close` puts PayPal's window away.
// `failed` is also said here, to the payer, while there is no button; with a button it is the
// checkout's to say.

const setting = (name) => document.querySelector(`meta[name="govifi:${name}"]`)?.content ?? '';

const CHECKOUT = setting('checkout');
// Tests make every wait shorter by this factor.
const PACE = Math.max(1, Number(setting('pace')) || 1);
// How long the script may take before the payer is told, in milliseconds.
const PATIENCE = 8000 / PACE;
// In CSS pixels. PayPal takes 25 to 55; the checkout's own button has 52.
const HEIGHT = 52;
// The checkout's own, likewise.
const RADIUS = 10;
// PayPal's names of the languages that the checkout speaks.
const LOCALES = { en: 'en_US', es: 'es_ES', ar: 'ar_EG' };
const WORDS = {
  en: {
    loading: 'Loading PayPal…',
    blocked: 'PayPal did not load. Check your connection, or pay another way.',
    error: 'PayPal is not available right now. Try again, or pay another way.',
    again: 'Try again',
  },
  es: {
    loading: 'Cargando PayPal…',
    blocked: 'PayPal no se cargó. Revisa tu conexión o paga de otra forma.',
    error: 'PayPal no está disponible en este momento. Inténtalo de nuevo o paga de otra forma.',
    again: 'Reintentar',
  },
  ar: {
    loading: 'جارٍ تحميل PayPal…',
    blocked: 'تعذّر تحميل PayPal. تحقّق من اتصالك أو ادفع بطريقة أخرى.',
    error: 'PayPal غير متاح حاليًا. أعد المحاولة أو ادفع بطريقة أخرى.',
    again: 'إعادة المحاولة',
  },
};

const root = document.documentElement;
const state = document.getElementById('state');
const retry = document.getElementById('again');
const place = document.getElementById('button');

function tell(type, more) {
  parent.postMessage({ govifi: 'paypal', v: 1, type, ...more }, CHECKOUT);
}

// What the checkout asked for.
let wanted = null;
// Each try has a number: what an older one still says is not heard.
let round = 0;
// The payer's press that the checkout has not judged yet, and the order that it is about.
let judge = null;
let order = null;
// PayPal's button, once it is drawn.
let buttons = null;

// Shows a sentence in the button's place; none, once the button is there.
function say(word) {
  const words = WORDS[root.lang];
  root.toggleAttribute('data-loading', word === 'loading');
  state.textContent = word ? words[word] : '';
  retry.textContent = words.again;
  retry.hidden = !word || word === 'loading';
}

function address() {
  const url = new URL(setting('paypal-sdk'));
  const parameters = {
    'client-id': setting('paypal-client'),
    components: 'buttons',
    currency: wanted.currency,
    intent: 'capture',
    // The total is final: PayPal's page says "pay now".
    commit: 'true',
    locale: LOCALES[root.lang],
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}

// The script that is on its way or here. Once, for it makes a global; again if it failed.
let script = null;

function load() {
  script ??= new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.onload = resolve;
    element.onerror = () => {
      element.remove();
      script = null;
      reject();
    };
    element.async = true;
    element.src = address();
    document.head.append(element);
  });
  return script;
}

function pressed(_, actions) {
  judge?.(false);
  tell('pressed');
  const judged = new Promise((resolve) => (judge = resolve));
  return judged.then((go) => (go ? actions.resolve() : actions.reject()));
}

// The promise of an order, and how to keep or break it.
function expectOrder() {
  order = {};
  order.made = new Promise((resolve, reject) => Object.assign(order, { resolve, reject }));
  // PayPal may have given up by then; nobody would hear of it.
  order.made.catch(() => {});
}

function failed(reason) {
  say(reason);
  tell('failed', { reason });
}

async function run() {
  const mine = ++round;
  buttons = null;
  place.replaceChildren();
  say('loading');
  const late = setTimeout(() => mine === round && failed('blocked'), PATIENCE);
  try {
    await load();
  } catch {
    if (mine === round) failed('blocked');
    return;
  } finally {
    clearTimeout(late);
  }
  if (mine !== round) return;
  // What an order comes to. Without one there is nobody to hear of it but the payer.
  const ended = (handle) => (value) => {
    if (mine !== round || !order) return;
    order = null;
    handle(value);
  };
  const broken = () => mine === round && failed('error');
  try {
    const { paypal } = window;
    const drawn = paypal.Buttons({
      fundingSource: paypal.FUNDING.PAYPAL,
      style: { borderRadius: RADIUS, color: 'gold', height: HEIGHT, label: 'pay', tagline: false },
      onClick: pressed,
      createOrder: async () => order.made,
      onApprove: ended(({ orderID }) => tell('approved', { orderId: orderID })),
      onCancel: ended(() => tell('cancelled')),
      onError: () => (order ? ended(() => tell('failed', { reason: 'error' }))() : broken()),
    });
    if (!drawn.isEligible()) throw new Error('not eligible');
    await drawn.render(place);
    if (mine !== round) return;
    buttons = drawn;
    say(null);
    tell('ready');
  } catch {
    if (mine === round) failed('error');
  }
}

// Takes the button away, which closes PayPal's window, and draws it anew.
async function close() {
  try {
    await buttons?.close();
  } catch {
    // It was half gone already; what is left goes with its place.
  }
  run();
}

function start({ currency, language, theme }) {
  if (wanted || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return;
  wanted = { currency };
  root.lang = language in WORDS ? language : 'en';
  root.dir = root.lang === 'ar' ? 'rtl' : 'ltr';
  root.dataset.theme = theme === 'dark' ? 'dark' : 'light';
  run();
}

function listen(event) {
  const message = event.data;
  if (event.source !== parent || event.origin !== CHECKOUT) return;
  if (message?.govifi !== 'paypal' || message.v !== 1) return;
  switch (message.type) {
    case 'start':
      start(message);
      break;
    case 'go':
      expectOrder();
      judge?.(true);
      judge = null;
      break;
    case 'stop':
      judge?.(false);
      judge = null;
      break;
    case 'order':
      if (typeof message.id === 'string') order?.resolve(message.id);
      else order?.reject(new Error('no order'));
      break;
    case 'close':
      close();
      break;
  }
}

// Opened by itself, the page has nobody to talk to.
if (parent !== window && CHECKOUT) {
  addEventListener('message', listen);
  retry.addEventListener('click', () => {
    // The pressed button goes; the focus stays where the answer will be.
    state.tabIndex = -1;
    state.focus();
    run();
  });
  let last = -1;
  new ResizeObserver(() => {
    const px = Math.min(Math.ceil(document.querySelector('main').offsetHeight), 2000);
    if (px !== last) tell('height', { px });
    last = px;
  }).observe(document.querySelector('main'));
  tell('hello');
}
