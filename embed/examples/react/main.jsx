// The demo shop's React page: a checkout whose payment comes and goes. It is React's development build,
// whose strict mode runs every effect twice.

import { StrictMode, useCallback, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { GovifiPayment, useLoader } from "./GovifiPayment.jsx";

const root = document.getElementById("react");

/** One session for as long as the page. */
let asked;
const session = () => {
  asked ??= fetch(`/embed/sessions${location.search}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  }).then((response) => response.json());
  return asked;
};

function Checkout() {
  useLoader(root.dataset.loader, root.dataset.integrity);
  const [given, setGiven] = useState(null);
  const [paying, setPaying] = useState(true);
  const [theme, setTheme] = useState("auto");
  const [turn, setTurn] = useState(0);
  const [heard, setHeard] = useState([]);

  useEffect(() => {
    let gone = false;
    session().then((value) => gone || setGiven(value));
    return () => {
      gone = true;
    };
  }, []);

  const note = useCallback((name, detail) => setHeard((all) => [{ name, detail }, ...all]), []);
  const on = useMemo(() => {
    const names = ["session.ready", "feequote", "validation", "payment.processing",
      "payment.success", "payment.error"];
    return Object.fromEntries(names.map((name) => [name, (detail) => note(name, detail)]));
  }, [note]);

  const paid = heard.find(({ name }) => name === "payment.success");
  return (
    <div className="till">
      <section className="pay card" aria-labelledby="pay">
        <h2 id="pay">Payment</h2>
        {paid && <p className="badge" role="status">Paid. We ship when the webhook says so.</p>}
        {given && paying && <GovifiPayment key={turn} session={given} on={on} theme={theme} />}
        {!paying && <p>Not mounted.</p>}
      </section>
      <div className="side stack">
        <section className="card stack panel" aria-labelledby="panel">
          <h2 id="panel">For developers</h2>
          <div className="calls" role="group" aria-label="Mounting">
            <button className="quiet" onClick={() => setPaying(!paying)}>
              {paying ? "Unmount" : "Mount"}
            </button>
            <button className="quiet" onClick={() => setTurn(turn + 1)}>New key</button>
            <button className="quiet" onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
              Other theme
            </button>
          </div>
          <h3>Events</h3>
          <ol id="log" reversed>
            {heard.map(({ name, detail }, at) => (
              <li key={heard.length - at} data-event={name}>
                <strong>{name}</strong>
                <pre>{JSON.stringify(detail, null, 1)}</pre>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </div>
  );
}

createRoot(root).render(
  <StrictMode>
    <Checkout />
  </StrictMode>,
);
