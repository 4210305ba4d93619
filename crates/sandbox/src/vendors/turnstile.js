// Turnstile's public test keys, and keys of the sandbox's own (README.md).
(function () {
  'use strict';
  const { standIn, call } = window.govifiStandIn;
  const blocked = '300030';
  window.turnstile = standIn({
    kind: 'turnstile',
    name: 'Turnstile stand-in',
    lapse: 'timeout-callback',
    unknown: '110110',
    keys: {
      '1x00000000000000000000AA': {},
      '2x00000000000000000000AB': { fails: blocked },
      '1x00000000000000000000BB': { invisible: true },
      '2x00000000000000000000BB': { invisible: true, fails: blocked },
      '3x00000000000000000000FF': { press: true },
      'sandbox-puzzle': { press: true, puzzle: true },
      'sandbox-expires': { press: true, expires: true },
      'sandbox-limited': { press: true, fails: '110420' },
      'sandbox-error-once': { press: true, fails: blocked, once: true },
    },
    waits: (widget) => call(widget.options['before-interactive-callback']),
    solved: (widget) => widget.behaviour.press && call(widget.options['after-interactive-callback']),
    waitsForExecute: (widget) => widget.options.execution === 'execute',
  });
  window.turnstile.ready = (callback) => setTimeout(callback, 0);
  window.turnstile.isExpired = (id) => window.turnstile.getResponse(id) === '';
})();
