//! What the frame writes for a merchant's page is what the types say, which its types are made of.
#![cfg(feature = "server")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use contract::embed::{
    EmbedError, HostChallenge, HostDeleted, HostErrorCode, HostErrors, HostEvent, HostFailure,
    HostFee, HostMethod, HostReady, HostReceipt, HostSession, HostSessionId, HostValidation,
};
use contract::{
    Cents, ChallengeType, Encode, ErrorCode, Method, Object, Scope, SessionStatus, Word,
};
use serde::Serialize;
use serde_json::Value;

fn same(detail: &(impl Encode + Serialize)) {
    let written: Value = serde_json::from_str(&Object::written(detail)).unwrap();
    assert_eq!(written, serde_json::to_value(detail).unwrap());
}

#[test]
fn every_detail_is_written_as_its_type_says() {
    let text = Some("\"<\u{2028}é");
    let fee = HostFee {
        amount: Cents(1000),
        convenience_fee: Cents(30),
        total_amount: Cents(1030),
        method: Method::Card,
        last4: Some("1111".to_owned()),
        card_type: Some("visa".to_owned()),
    };
    let session = HostSession {
        session_id: "cs_1",
        status: SessionStatus::Active,
        scope: Scope::Payment,
        amount: Some(Cents(-5)),
        currency: text,
        methods: &[Method::Card, Method::ApplePay],
    };
    let receipt = HostReceipt {
        session_id: "cs_1",
        transaction_id: text,
        payment_uid: text,
        method: Some(Method::Ach),
        last4: text,
        card_type: text,
        total_amount: Some(Cents(i64::MAX)),
        saved_method_id: text,
    };
    same(&HostFee { last4: None, card_type: None, ..fee.clone() });
    same(&fee);
    let none = HostSession { amount: None, currency: None, methods: &[], ..session.clone() };
    same(&HostReady { session: none });
    same(&HostReady { session });
    same(&HostReceipt {
        session_id: "cs_1",
        transaction_id: None,
        payment_uid: None,
        method: None,
        last4: None,
        card_type: None,
        total_amount: None,
        saved_method_id: None,
    });
    same(&receipt);
    same(&HostSessionId { session_id: "cs_1" });
    same(&HostMethod { method: Method::Paypal });
    same(&HostDeleted { saved_method_id: "pm_1" });
    for code in [ErrorCode::CardDeclined.into(), HostErrorCode::Embed(EmbedError::LoadError)] {
        same(&HostFailure { code, message: "a \"b\"", recoverable: false });
    }
    for delivery_hint in [None, text] {
        same(&HostChallenge { kind: ChallengeType::Sms, delivery_hint });
    }
    let errors = vec![("cvc", "Enter it.".to_owned()), ("expiry", String::new())];
    for errors in [Vec::new(), errors] {
        same(&HostValidation { valid: errors.is_empty(), errors: HostErrors(errors) });
    }
}

#[test]
fn the_contracts_ten_events_are_all_there() {
    let names: Vec<&str> = HostEvent::ALL.iter().map(|event| event.as_str()).collect();
    assert_eq!(
        names,
        [
            "session.ready",
            "session.expired",
            "feequote",
            "method.changed",
            "validation",
            "payment.processing",
            "payment.success",
            "payment.error",
            "challenge",
            "walletDeleted",
        ]
    );
}
