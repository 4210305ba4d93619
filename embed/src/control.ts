// What an element does: opens its frame, follows the page around it, and says so where it fails.
// Protocol: `crates/contract/src/embed.rs`.

import { type Config, diagnose, type Seen, wrong } from "./diagnose.ts";
import { type Call, type ElementKind, type EmbedError, EVENTS, LONGEST, PROTOCOL, READY_WITHIN } from "./generated/contract.ts";
import { APP, CSP, SILENT, VERSIONS } from "./generated/findings.ts";
import type { Finding } from "../govifi.d.ts";
import { WORDS } from "./generated/words.ts";
import { around, langOf, lookOf } from "./look.ts";
import { Channel, genuine, make, stringify } from "./natives.ts";
import { css } from "./style.ts";

type Timer = ReturnType<typeof setTimeout> | undefined;

/** Names that end in `_` are the build's to shorten. */
export interface Controls {
  connect_(): void;
  disconnect_(): void;
  /** Looks at everything, once the page has set all that it has to set. */
  soon_(): void;
  /** What it comes to is in the declarations, per call. */
  ask_(call: Call): Promise<any>;
  findings_(): Finding[];
}

/** What every element in the page shows. */
const mounted = new Set<() => Config>();

export const control = (element: HTMLElement, kind: ElementKind, configOf: () => Config): Controls => {
  const root = element.attachShadow({ mode: "open" });
  const alert = make("div", { role: "alert", dir: "auto" });
  const report = make("pre");
  const iframe = make("iframe", {
    // What wallets, passkeys and codes by SMS need; for the frame's own origin alone.
    allow: "payment;publickey-credentials-get;otp-credentials",
    // The frame learns whose page it is in, whatever the page's own policy; not which page.
    referrerPolicy: "origin",
    // A document that cannot know whose page it is in waits to be spoken to.
    onload: () => greeted || greet(),
  });
  /** What the frame was opened for. */
  let config: Config | undefined;
  /** The port that the frame answered on. */
  let port: MessagePort | undefined;
  let greeted = false;
  let look = "";
  let ready = false;
  let failed: EmbedError | undefined;
  let seen: Seen[] = [];
  let deadline: Timer;
  let again: Timer;
  let tries = 0;
  let height = 0;
  let drawing: Timer;
  let off: AbortController;
  let watch: MutationObserver;

  /** What was asked, by number: how it is settled, and the call while it waits for the frame. */
  const asked = new Map<number, [resolve: (value: object) => void, reject: (why: Error) => void, call?: Call]>();
  let count = 0;

  const refuse = (why: string, onlySent?: boolean) =>
    asked.forEach(([, reject, call], id) => {
      if (onlySent && call) return;
      asked.delete(id);
      reject(Error(`govifi: ${why}`));
    });

  /** Asks what waits to be asked, if the frame can be. */
  const flush = () => {
    if (failed) refuse(failed);
    if (ready) {
      asked.forEach((one, id) => {
        if (one[2]) port!.postMessage({ type: "call", id, call: one.pop() });
      });
    }
  };

  const say = (event: string, detail: object) =>
    element.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));

  /** The look and the language; the frame is dressed for them. */
  const looks = () => {
    const look = lookOf(element);
    // A frame whose scheme is not its document's is painted with a background.
    iframe.style.colorScheme = look.theme === "auto" ? "light dark" : look.theme;
    return { look, lang: langOf(element) };
  };

  const words = () => WORDS[(langOf(element) || navigator.language).slice(0, 2)] ?? WORDS.en!;

  const findings = () =>
    diagnose(
      element, iframe, configOf(), [...mounted].filter((one) => `${one()}` === `${configOf()}`)[1], seen,
    );

  const debug = () => {
    report.remove();
    if (element.hasAttribute("debug")) {
      root.append(report);
      const text = stringify(findings(), null, 1);
      if (report.textContent !== text) console.warn((report.textContent = text));
    }
  };

  const mend = () => {
    failed = undefined;
    seen = [];
    alert.textContent = iframe.className = "";
  };

  /** Shows the payer that it does not work and what to do, and tells the page, once. */
  const fail = (code: EmbedError, ...why: Seen[]) => {
    clearTimeout(deadline);
    const [, message, onward, retry] = words();
    const recoverable = code === "load_error";
    failed || say("payment.error", { code, message, recoverable });
    failed = code;
    seen = why;
    flush();
    // A frame that worked says itself what happened to it, and to the payment.
    if (!ready) {
      iframe.className = "off";
      alert.textContent = message!;
      const [origin, session, secret] = config!;
      // A new tab knows nothing of this one: `_blank` is `noopener` by itself.
      if (why[0]) alert.append(make("a", { href: `${origin}/${session}#cs=${secret}`, target: "_blank", textContent: onward! }));
      if (recoverable) alert.append(make("button", { textContent: retry!, onclick: reload }));
    }
    debug();
  };

  const greet = () => {
    const { port1, port2 } = new Channel();
    const mine = config!;
    const [origin, sessionId, clientSecret] = mine;
    // Of several, a document takes the first; which one that is, its answer says.
    port1.onmessage = ({ data }) => mine === config && hear(port1, data || {});
    iframe.contentWindow?.postMessage(
      { type: "govifi:connect", protocol: PROTOCOL, element: kind, sessionId, clientSecret, ...looks() },
      origin,
      [port2],
    );
  };

  /** Takes what the frame says as far as it is one of its messages, and not too long. */
  const hear = (from: MessagePort, data: any) => {
    if (stringify(data).length > LONGEST) return;
    const { type, protocol, event, detail, id, value } = data;
    if (type === "welcome" && port !== from) {
      // A frame that was loaded again has a new document, which is the one to talk to.
      port?.close();
      port = from;
      // What was asked of the one before is not answered any more.
      refuse("reloaded", true);
      // What changed before there was anybody to tell.
      look = "";
      update();
    }
    if (type === "unsupported" || (type === "welcome" && protocol !== PROTOCOL)) {
      fail("version_unsupported", [VERSIONS]);
    } else if (from === port) {
      if (type === "ready") {
        clearTimeout(deadline);
        tries = 0;
        ready = true;
        // The height of the form is on its way, unless it is the one from before.
        drawing ??= setTimeout(draw, 50);
        mend();
        flush();
        debug();
      } else if (type === "failed") {
        fail("load_error", [APP]);
      } else if (type === "height") {
        height = data.height;
        // What stands there before the form has another height, which nothing is to follow. A page that
        // answers one height with another does not flicker faster than this.
        if (ready) drawing ??= (draw(), setTimeout(draw, 50));
      } else if (type === "event" && EVENTS.includes(event) && detail?.constructor === Object) {
        say(event, detail);
      } else if (type === "answer") {
        asked.get(id)?.[0](value);
        asked.delete(id);
      }
    }
  };

  /** What is no height, the browser does not take for one. */
  const draw = () => {
    drawing = undefined;
    iframe.style.height = `${height}px`;
  };

  const open = () => {
    const [checkout, session, secret] = config!;
    const bad = wrong(config!).some(Boolean);
    deadline = setTimeout(
      () => (bad ? fail("bad_configuration") : fail("load_error", [SILENT, origin])),
      // A page may still be waiting for its server.
      bad && session && secret ? 0 : READY_WITHIN,
    );
    if (bad || !genuine()) return;
    iframe.title = words()[0]!;
    iframe.src = `${checkout}/embed/${session}`;
    root.prepend(iframe);
  };

  const close = () => {
    clearTimeout(deadline);
    clearTimeout(again);
    port?.close();
    again = port = undefined;
    iframe.remove();
    greeted = ready = false;
  };

  /** Loads the frame again; each time later than the time before. */
  const reload = () => {
    again ??= setTimeout(() => {
      close();
      open();
    }, Math.min(tries++ && 1000 * 2 ** tries, 30_000));
  };

  /** Ends what was there, for a reason. */
  const end = (why: string) => {
    close();
    refuse(why);
    mend();
    tries = 0;
    config = undefined;
  };

  const update = () => {
    if (!element.isConnected) return;
    const wanted = configOf();
    const now = looks();
    const text = stringify(now);
    if (`${wanted}` !== `${config}`) {
      if (config) end("changed");
      config = wanted;
      return open();
    }
    if (text !== look) port?.postMessage({ type: "look", ...now });
    look = text;
    debug();
  };

  const soon = () => queueMicrotask(update);

  return {
    findings_: findings,
    soon_: soon,
    ask_: (call) =>
      new Promise((resolve, reject) => {
        asked.set(++count, [resolve, reject, call]);
        flush();
      }),
    connect_() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css(kind));
      root.adoptedStyleSheets = [sheet];
      root.append(alert);
      mounted.add(configOf);
      off = new AbortController();
      const on = (target: EventTarget, type: string, act: (event: any) => void) => target.addEventListener(type, act, off);
      on(self, "message", ({ data, source, origin }: MessageEvent) => {
        if (source && source === iframe.contentWindow && origin === config![0] && data?.type === "govifi:hello") {
          greeted = true;
          greet();
        }
      });
      on(self, "online", () => failed === "load_error" && reload());
      on(self, "securitypolicyviolation", (event: SecurityPolicyViolationEvent) => {
        if (event.effectiveDirective === "frame-src" && event.disposition === "enforce" && event.blockedURI.startsWith(config![0])) {
          fail("load_error", [CSP]);
        }
      });
      // Styles that came late.
      on(self, "load", soon);
      on(matchMedia("(prefers-color-scheme:dark)"), "change", soon);
      watch = new MutationObserver(update);
      around(element).forEach((one) => watch.observe(one, { attributes: true }));
      soon();
    },
    disconnect_() {
      mounted.delete(configOf);
      off.abort();
      watch.disconnect();
      end("removed");
    },
  };
};
