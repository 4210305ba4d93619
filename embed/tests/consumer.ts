// A merchant's page in TypeScript, as far as types go: it compiles, and what is marked does not.

import { type Finding, GovifiPayment, type GovifiWallet, type PaymentErrorCode } from "@govifi/embed";

const payment = document.createElement("govifi-payment");
payment satisfies GovifiPayment;
payment.sessionId = "cs_1";
payment.clientSecret = null;
const secret: string = payment.clientSecret;

payment.addEventListener("payment.success", ({ detail }) => {
  const uid: string | undefined = detail.paymentUid;
  const total: number | undefined = detail.totalAmount;
  // @ts-expect-error Nothing typed into a field is told.
  detail.cardNumber;
  console.log(uid, total, event);
});
payment.addEventListener("payment.error", (event) => {
  const code: PaymentErrorCode = event.detail.code;
  // @ts-expect-error No such code.
  code === "card_refused";
});
payment.addEventListener("click", (event) => event.clientX);
// @ts-expect-error The detail is another.
payment.addEventListener("session.ready", (event: CustomEvent<{ fee: number }>) => event.detail.fee);

const { started }: { started: boolean } = await payment.submit();
const { errors } = await payment.validate();
const text: string | undefined = errors.cvc;
const findings: Finding[] = await payment.diagnose();
// @ts-expect-error No such method.
payment.pay();

const wallet: GovifiWallet | null = document.querySelector("govifi-wallet");
wallet?.addEventListener("walletDeleted", (event) => event.detail.savedMethodId);
// @ts-expect-error The theme is an attribute.
wallet?.theme;

export { findings, secret, started, text };
