// What the loader decides without a browser. Bundled by esbuild, run by `node --test`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wrong } from "../src/diagnose.ts";
import * as loader from "../src/index.ts";

const SESSION = "cs_1abcDEF";
const SECRET = "cs_1abcDEF_secret_9x";
const about = (...config) => wrong(config).filter(Boolean).map(([, about]) => about.split("=")[0]);

test("on a server the script can be imported, and does nothing", () => {
  assert.deepEqual(Object.keys(loader).sort(), ["GovifiPayment", "GovifiWallet"]);
  assert.equal(globalThis.customElements, undefined);
});

test("an origin is https and nothing else, or this machine's", () => {
  for (const good of ["https://checkout.govifi.com", "https://a.b:8443", "http://localhost:1", "http://127.0.0.1:80"]) {
    assert.deepEqual(about(good, SESSION, SECRET), [], good);
  }
  for (const bad of [
    "", "checkout.govifi.com", "http://checkout.govifi.com", "https://a.b/", "https://a.b/embed", "https://u@a.b",
    "https://a.b?x", "https://a.b#x", "javascript:alert(1)", "http://localhost.evil", "http://127.0.0.1.evil",
    "https://a b", "//a.b",
  ]) {
    assert.deepEqual(about(bad, SESSION, SECRET), ["checkout-origin"], bad);
  }
});

test("a session and its credential have the contract's forms", () => {
  const origin = "https://a.b";
  for (const bad of ["", "1", "cs_", "cs_a-b", "cs_a/../x", "cs_a_b", "cs_a\n"]) {
    assert.ok(about(origin, bad, SECRET).includes("session-id"), bad);
  }
  for (const bad of ["", SESSION, "cs_other_secret_9x", `${SECRET}#x`, `${SECRET} `, ` ${SECRET}`]) {
    assert.deepEqual(about(origin, SESSION, bad), ["client-secret"], bad);
  }
});
