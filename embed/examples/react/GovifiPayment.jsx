// A React component around <govifi-payment>. Copy it; the loader's script is in the page, or added by
// `useLoader`, before or after.

import { useEffect, useRef } from "react";

/** Adds the loader's script, once, however often components come and go. */
export function useLoader(src, integrity) {
  useEffect(() => {
    if (document.querySelector(`script[src="${src}"]`)) return;
    const script = document.createElement("script");
    Object.assign(script, { src, integrity, crossOrigin: "anonymous", type: "module" });
    document.head.append(script);
  }, [src, integrity]);
}

/**
 * `session`: `{sessionId, clientSecret, checkoutOrigin}` from your server. `on`: what to call for which
 * event, `{"payment.success": (detail) => …}`.
 */
export function GovifiPayment({ session, on, theme }) {
  const element = useRef(null);
  const current = useRef(on);
  useEffect(() => {
    current.current = on;
  });
  useEffect(() => {
    // Names with dots are none of React's: they are listened to here.
    const node = element.current;
    const names = Object.keys(current.current);
    const hear = (event) => current.current[event.type]?.(event.detail);
    for (const name of names) node.addEventListener(name, hear);
    return () => {
      for (const name of names) node.removeEventListener(name, hear);
    };
  }, []);
  return (
    <govifi-payment
      ref={element}
      session-id={session.sessionId}
      client-secret={session.clientSecret}
      checkout-origin={session.checkoutOrigin}
      theme={theme}
    />
  );
}
