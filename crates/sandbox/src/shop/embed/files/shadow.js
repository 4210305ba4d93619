// Puts the element into a closed shadow root inside an open one, as components of a design system do.

const host = document.getElementById("host");
const outer = host.attachShadow({ mode: "open" });
const card = document.createElement("section");
const inner = card.attachShadow({ mode: "closed" });
const element = document.createElement("govifi-payment");
element.setAttribute("session-id", host.dataset.session);
element.setAttribute("client-secret", host.dataset.secret);
element.setAttribute("checkout-origin", host.dataset.checkout);
for (const name of ["session", "secret"]) delete host.dataset[name];
const style = new CSSStyleSheet();
style.replaceSync(":host { display: block } section { display: block }");
outer.adoptedStyleSheets = [style];
inner.adoptedStyleSheets = [style];
inner.append(element);
outer.append(card);
// For the buttons: nobody else reaches into a closed root.
globalThis.demoElement = element;
