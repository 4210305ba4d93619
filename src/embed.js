// In a merchant's page: the frame's half of the protocol (crates/contract/src/embed.rs). Inlined
// before the boot script into the document of /embed/, and into no other.
//
// 1. Says hello to the page above as soon as its origin is known, and takes one `govifi:connect` from
//    it: a port that nobody else holds, how to look, and the credential.
// 2. Without one, in a bare frame, tells the page by `govifi:event`, to registered origins only.
// 3. Tells how high the content is, and carries the page's calls to the app.
(function () {
  'use strict';
  var PROTOCOL = 1;
  var LONGEST = 16384;
  var TALLEST = 20000;
  var page = (window.govifi = {});
  var root = document.documentElement;
  var above = window.parent;
  var id = (/^\/embed\/(cs_[A-Za-z0-9]+)$/.exec(location.pathname) || [])[1];
  var kept = 'govifi.host.' + id;
  var own = location.origin;
  var port = null;
  // What the page was told before it connected, for it to be told then.
  var told = [];
  var calls = [];
  var refreshes = [];
  var up = false;
  var height = -1;
  var registered = null;
  var go;

  page.framed = above !== window;
  page.begun = new Promise(function (resolve) { go = resolve; });

  function plain(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
  // Whether it is an object of a length that is worth a look.
  function fair(value) {
    try {
      return plain(value) && JSON.stringify(value).length <= LONGEST;
    } catch (odd) {
      return false;
    }
  }
  function text(value, pattern) {
    return typeof value === 'string' && pattern.test(value) ? value : undefined;
  }

  // The origin of the page above, as the browser tells it. After a bare frame has taken the
  // credential out of its address, Firefox tells nothing any more: then, as it was before.
  function origin() {
    var chain = location.ancestorOrigins;
    var referrer = null;
    var before = null;
    try { referrer = new URL(document.referrer).origin; } catch (none) {}
    try { before = sessionStorage.getItem(kept); } catch (denied) {}
    var found = chain && chain.length ? chain[0]
      : referrer && referrer !== own ? referrer
        : before || (history.state && history.state.host);
    return text(found, /^https?:\/\/[^/]+$/);
  }
  if (page.framed) page.host = origin();
  if (page.framed && page.host) {
    if (location.hash) {
      // The boot script replaces the document.
      try { sessionStorage.setItem(kept, page.host); } catch (denied) {}
    } else {
      above.postMessage({ type: 'govifi:hello', protocol: PROTOCOL }, page.host);
    }
  }

  // To the page that framed this document by itself. Where its origin is not known, to each that is
  // registered: the browser delivers it to that one, or to none.
  function toPage(message) {
    var known = page.host && (!registered || registered.indexOf(page.host) >= 0);
    var targets = known ? [page.host] : page.host ? [] : registered || [];
    targets.forEach(function (target) {
      try { above.postMessage(message, target); } catch (odd) {}
    });
  }
  function say(message) {
    if (port) port.postMessage(message);
    else told.push(message);
  }
  // Tells the page of an event of the contract.
  page.tell = function (event, detail) {
    detail = JSON.parse(detail);
    say({ type: 'event', event: event, detail: detail });
    if (!port && page.framed) toPage({ type: 'govifi:event', event: event, detail: detail });
  };

  // Takes from the page how it wants the frame to look, as far as it is a look.
  function look(wanted) {
    if (!plain(wanted)) return;
    var tokens = plain(wanted.tokens) ? wanted.tokens : {};
    var colour = /^#[0-9a-f]{6}$/i;
    var fonts = /^[\w\s"',.-]{1,200}$/;
    page.accent = text(wanted.accent, colour) || text(tokens['--gv-accent'], colour);
    [['theme', /^(light|dark)$/], ['font', /^(inter|system|roboto)$/]].forEach(function (way) {
      var value = text(wanted[way[0]], way[1]);
      if (value) root.dataset[way[0]] = value;
      else delete root.dataset[way[0]];
    });
    [
      ['--gv-accent-50', '--gv-accent-soft', colour],
      ['--gv-radius', '--gv-radius', /^\d{1,2}(\.\d{1,3})?(px|rem|em)?$/],
      ['--gv-font-display', '--gv-font', fonts],
      ['--gv-font-mono', '--gv-font-mono', fonts]
    ].forEach(function (token) {
      var value = text(tokens[token[0]], token[2]);
      if (value) root.style.setProperty(token[1], value);
      else root.style.removeProperty(token[1]);
    });
    if (page.paint) page.paint();
  }
  // A bare frame is told in its address.
  var asked = new URLSearchParams(location.search);
  page.lang = text(asked.get('lang'), /^[\w-]{2,35}$/);
  look({ theme: asked.get('theme'), accent: asked.get('accent'), font: asked.get('font') });
  root.classList.toggle('gv-clear', !page.framed || asked.has('theme'));

  addEventListener('message', function (event) {
    var data = event.data;
    var other = event.ports[0];
    if (port || !page.framed || event.source !== above || !other || !fair(data)) return;
    if (data.type !== 'govifi:connect' || data.sessionId !== id) return;
    if (data.protocol !== PROTOCOL) {
      other.postMessage({ type: 'unsupported', protocol: PROTOCOL });
      // The page says so, in this document's place.
      boot = null;
      return;
    }
    port = other;
    page.host = event.origin;
    port.onmessage = hear;
    root.classList.add('gv-fit', 'gv-clear');
    page.lang = text(data.lang, /^[\w-]{2,35}$/) || page.lang;
    look(data.look);
    say({ type: 'welcome', protocol: PROTOCOL });
    told.splice(0).forEach(say);
    page.credential = page.credential || text(data.clientSecret, /^cs_\w{1,400}$/);
    begin();
  });

  function hear(event) {
    var data = event.data;
    if (!fair(data)) return;
    if (data.type === 'look') {
      look(data.look);
    } else if (data.type === 'call' && Number.isSafeInteger(data.id)) {
      if (up) call(data);
      else if (calls.length < 64) calls.push(data);
    }
  }
  function call(data) {
    if (data.call === 'refresh') refreshes.push(data.id);
    var value = page.call(String(data.call));
    if (value !== undefined) say({ type: 'answer', id: data.id, value: JSON.parse(value) });
  }
  // The app read what it was asked to read again.
  page.refreshed = function () {
    refreshes.splice(0).forEach(function (asker) {
      say({ type: 'answer', id: asker, value: {} });
    });
  };
  // The app has drawn something.
  page.ready = function () {
    if (up) return;
    up = true;
    say({ type: 'ready' });
    calls.splice(0).forEach(call);
  };
  // The static fallback stands in its place.
  page.fell = function () { say({ type: 'failed' }); };

  // Called by the boot script, once it has looked whether it has the credential already.
  var boot = null;
  page.entered = function (start) {
    boot = start;
    if (page.credential || !page.framed) begin();
    // Nobody connects: the app says what is missing.
    else setTimeout(begin, 6000);
  };
  function begin() {
    if (!boot) return;
    var start = boot;
    boot = null;
    start();
    go();
    if (page.session) page.session.then(function (answer) {
      try { registered = JSON.parse(answer.text).embed_origins || null; } catch (none) {}
    });
  }

  function measure() {
    var now = Math.min(Math.ceil(document.body.getBoundingClientRect().height), TALLEST);
    if (now === height) return;
    height = now;
    say({ type: 'height', height: now });
    if (!port && page.framed) toPage({ type: 'govifi:height', height: now });
  }
  addEventListener('DOMContentLoaded', function () {
    // The boot script may be about to replace this document.
    if (!page.leaving) new ResizeObserver(measure).observe(document.body);
  });
})();
