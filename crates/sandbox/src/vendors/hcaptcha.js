// hCaptcha's public test key, and keys of the sandbox's own (README.md).
(function () {
  'use strict';
  const { standIn } = window.govifiStandIn;
  window.hcaptcha = standIn({
    kind: 'hcaptcha',
    name: 'hCaptcha stand-in',
    lapse: 'chalexpired-callback',
    unknown: 'invalid-data',
    keys: {
      '10000000-ffff-ffff-ffff-000000000001': { press: true },
      'sandbox-puzzle': { press: true, puzzle: true },
      'sandbox-expires': { press: true, expires: true },
      'sandbox-limited': { press: true, fails: 'rate-limited' },
      'sandbox-error-once': { press: true, fails: 'challenge-error', once: true },
    },
    waitsForExecute: (widget) => widget.isInvisible(),
  });
})();
