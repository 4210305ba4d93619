// Runs before anything else in the document. Inlined by Trunk; the CSP allows it by its hash.
//
// 1. Takes the credential out of the address. `replaceState` is not enough: the navigation's
//    performance entry would still hold it. So it is kept for this tab and the document is
//    replaced by itself without the fragment; a reload finds it where it was kept.
// 2. Asks for the session while the wasm is still on its way, and for what it will need.
// 3. Shows the static fallback if the app does not start in time, says that it cannot, or dies.
(function () {
  'use strict';
  // In a merchant's page, src/embed.js ran before.
  var page = (window.govifi = window.govifi || {});
  var root = document.documentElement;
  var match = /^\/(?:embed\/)?(cs_[A-Za-z0-9]+)$/.exec(location.pathname);
  var id = match && match[1];
  var keep = 'govifi.cs.' + id;
  var fragment = /^#cs=([A-Za-z0-9_]+)$/.exec(location.hash);
  var clean = location.pathname + location.search;

  if (id && fragment) {
    page.leaving = true;
    try {
      sessionStorage.setItem(keep, fragment[1]);
      location.replace(clean);
    } catch (denied) {
      // Storage is denied: the history entry's own state survives a reload as well.
      history.replaceState({ credential: fragment[1], host: page.host }, '', clean);
      location.reload();
    }
    return;
  }

  var tag = null;
  try {
    page.credential = sessionStorage.getItem(keep);
    tag = sessionStorage.getItem('govifi.language');
  } catch (denied) {}
  page.credential = page.credential || (history.state && history.state.credential);
  page.id = id;

  // Sends a request and reads its whole answer, within `limit` milliseconds; for this script and
  // the app. The promise is always kept: without an answer, with `{ late: whether out of time }`.
  function ask(url, limit, init) {
    var abort = new AbortController();
    var timer = setTimeout(function () { abort.abort(); }, limit);
    init.signal = abort.signal;
    init.credentials = 'omit';
    init.referrerPolicy = 'no-referrer';
    return fetch(url, init).then(function (answer) {
      return answer.text().then(function (text) {
        return {
          status: answer.status,
          text: text,
          date: answer.headers.get('Date'),
          retryAfter: answer.headers.get('Retry-After')
        };
      });
    }).catch(function () {
      return { late: abort.signal.aborted };
    }).finally(function () {
      clearTimeout(timer);
    });
  }
  page.ask = ask;
  function meta(name) {
    return (document.querySelector('meta[name="govifi:' + name + '"]') || {}).content;
  }
  // Adds a script of ours that only some payers need, unless it is here: it makes `govifi[name]`.
  page.add = function (name) {
    var place = meta(name).split(' ');
    var script = document.createElement('script');
    if (page[name]) return;
    script.src = place[0];
    script.integrity = place[1];
    root.append(script);
  };

  // Whether the browser has Apple Pay, in the version that our script asks for; and why not, for
  // whoever wonders where the choice is (docs/wallets.md).
  var apple = window.ApplePaySession;
  try {
    page.canApplePay = apple.supportsVersion(3) && apple.canMakePayments();
  } catch (none) {}
  root.dataset.applePay = page.canApplePay ? 'available'
    : !window.isSecureContext ? 'insecure' : apple ? 'cannot-pay' : 'no-api';

  function begin() {
    var wanted = [].concat(tag || [], page.lang || [], navigator.languages || []);
    root.lang = wanted.map(function (t) { return t.toLowerCase().split('-')[0]; })
      .filter(function (t) { return t === 'en' || t === 'es' || t === 'ar'; })[0] || 'en';
    root.dir = root.lang === 'ar' ? 'rtl' : 'ltr';
    var words = meta('words-' + root.lang);
    if (words) page.words = ask(words, 15000, {});
    if (!id || !page.credential) return;
    page.session = ask(meta('api') + '/v1/hosted-sessions/' + id, 15000, {
      headers: { Authorization: 'Bearer ' + page.credential },
      cache: 'no-store'
    });
    // The form of the payer's own country comes into the browser's cache, where the app finds it.
    page.session.then(function (answer) {
      var region = /-([a-z]{2})\b/i.exec(wanted.join());
      if (region && /"required_avs_fields":\[[^\]]*"country"/.test(answer.text)) {
        ask(meta('addresses') + region[1].toUpperCase() + '.json', 15000, {});
      }
    });
  }
  // In a merchant's page, whose script may bring the credential.
  if (page.entered) page.entered(begin);
  else begin();

  function show(id, shown) {
    var element = document.getElementById(id);
    if (element) element.hidden = !shown;
  }
  // `late`: the app may still come and will then hide the fallback again.
  function fall(crashed) {
    show('skeleton', false);
    show('app', !crashed);
    show('fallback-start', !crashed);
    show('fallback-crash', crashed);
    show('fallback', true);
    if (page.fell) page.fell();
  }
  function failed(event) {
    var reason = event.error || event.reason;
    if (!page.started) {
      // A stylesheet or the logo failing is no reason to give up.
      var target = event.target;
      if (!target || target === window || target.tagName === 'SCRIPT') fall(false);
    } else if (reason instanceof WebAssembly.RuntimeError) {
      fall(true);
    }
  }
  // For the app to call.
  page.fail = function () { fall(false); };
  // A reload, not a visit: where storage is denied, the history entry's state must survive it.
  addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('#fallback a');
    if (link) {
      event.preventDefault();
      location.reload();
    }
  });
  addEventListener('error', failed, true);
  addEventListener('unhandledrejection', failed);
  setTimeout(function () { if (!page.started) fall(false); }, 10000);
})();
