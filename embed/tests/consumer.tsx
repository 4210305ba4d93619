// A merchant's page in React 19, as far as types go.

import type {} from "@govifi/embed/react";
import type { ReactElement } from "react";
import type { GovifiPayment } from "@govifi/embed";

interface Session {
  id: string;
  secret: string;
}

export const Checkout = ({ id, secret }: Session): ReactElement => (
  <govifi-payment
    session-id={id}
    clientSecret={secret}
    theme="dark"
    accent="#0a5c63"
    debug
    ref={(element: GovifiPayment | null) => void element?.focus()}
    onfeequote={(event) => console.log(event.detail.totalAmount)}
    {...{ "onpayment.success": (event: CustomEvent) => console.log(event.detail) }}
  />
);

// @ts-expect-error No such theme.
export const odd = <govifi-wallet theme="blue" />;
