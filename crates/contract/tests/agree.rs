//! Our request writer and serde must agree: what the browser writes, the API reads, strictly.
#![cfg(feature = "server")]

use contract::{
    AccountType, AchAuthorization, AchDetails, BillingDetails, CardDetails, ChallengeResponse,
    ChallengeType, ConfirmRequest, Encode, Method, PaymentMethodDetails, QuoteFeeRequest, SecCode,
    SessionConfig, Word,
};
use proptest::option::of;
use proptest::prelude::*;

fn word<T: Word + core::fmt::Debug>() -> impl Strategy<Value = T> {
    prop::sample::select(T::ALL)
}

fn card() -> impl Strategy<Value = CardDetails> {
    (
        of(any::<String>()),
        of(any::<u8>()),
        of(any::<u16>()),
        of(any::<String>()),
        of(any::<String>()),
    )
        .prop_map(|(last4, exp_month, exp_year, bin, card_brand)| CardDetails {
            last4,
            exp_month,
            exp_year,
            bin,
            card_brand,
        })
}

fn ach() -> impl Strategy<Value = AchDetails> {
    (of(any::<String>()), of(any::<String>()), of(any::<String>()), of(word::<AccountType>()))
        .prop_map(|(bank_name, routing_number, account_number_suffix, account_type)| AchDetails {
            bank_name,
            routing_number,
            account_number_suffix,
            account_type,
        })
}

fn details() -> impl Strategy<Value = PaymentMethodDetails> {
    prop_oneof![
        card().prop_map(PaymentMethodDetails::Card),
        ach().prop_map(PaymentMethodDetails::Ach)
    ]
}

fn billing() -> impl Strategy<Value = BillingDetails> {
    (
        of(any::<String>()),
        of(any::<String>()),
        of(any::<String>()),
        of(any::<String>()),
        of(any::<String>()),
        of(any::<String>()),
        of(any::<String>()),
        of(any::<String>()),
        of(any::<String>()),
    )
        .prop_map(|(cardholder, zip, street, street2, city, state, country, phone, email)| {
            BillingDetails { cardholder, zip, street, street2, city, state, country, phone, email }
        })
}

fn confirm() -> impl Strategy<Value = ConfirmRequest> {
    let challenge = (word::<ChallengeType>(), of(any::<String>()), of(any::<String>()))
        .prop_map(|(kind, token, code)| ChallengeResponse { kind, token, code });
    let authorization = (word::<SecCode>(), any::<String>())
        .prop_map(|(sec_code, accepted_at)| AchAuthorization { sec_code, accepted_at });
    (
        any::<String>(),
        word::<Method>(),
        any::<bool>(),
        of(billing()),
        of(challenge),
        of(details()),
        of(authorization),
        any::<bool>(),
    )
        .prop_map(
            |(
                processor_token,
                method,
                save_method,
                billing_details,
                challenge_response,
                payment_method,
                ach_authorization,
                duplicate_acknowledged,
            )| ConfirmRequest {
                processor_token,
                method,
                save_method,
                billing_details,
                challenge_response,
                payment_method,
                ach_authorization,
                duplicate_acknowledged,
            },
        )
}

proptest! {
    #[test]
    fn a_confirm_reads_back(request in confirm()) {
        let read: ConfirmRequest = serde_json::from_str(&request.encode())?;
        prop_assert!(read == request, "{}", request.encode());
    }

    #[test]
    fn a_quote_reads_back(
        method in word::<Method>(),
        card_type in of(any::<String>()),
        processor_token in of(any::<String>()),
        payment_method in of(details()),
    ) {
        let request = QuoteFeeRequest { method, card_type, processor_token, payment_method };
        let read: QuoteFeeRequest = serde_json::from_str(&request.encode())?;
        prop_assert!(read == request, "{}", request.encode());
    }
}

#[test]
fn requests_refuse_what_they_do_not_know() {
    for body in [
        r#"{"processor_token":"t","method":"card","amount":1}"#,
        r#"{"processor_token":"t","method":"crypto"}"#,
        r#"{"processor_token":"t","method":"card","payment_method":{"card":{"pan":"4111"}}}"#,
        r#"{"processor_token":"t","method":"card","billing_details":{"mother":"x"}}"#,
        r#"{"method":"card"}"#,
    ] {
        assert!(serde_json::from_str::<ConfirmRequest>(body).is_err(), "{body}");
    }
}

#[test]
fn responses_go_on_with_what_they_do_not_know() {
    let config: SessionConfig = serde_json::from_str(
        r#"{"session_id":"cs_1","status":"active","scope":"payment","layout":"holographic",
            "allowed_methods":["card","telepathy"],"setup_future_usage":"off",
            "expires_at":"2030-01-01T00:00:00Z","brand_new":{"deep":[1]}}"#,
    )
    .unwrap();
    assert_eq!(config.allowed_methods[0].known(), Some(Method::Card));
    assert_eq!(config.allowed_methods[1].known(), None);
    assert_eq!(config.layout.known(), None);
}
