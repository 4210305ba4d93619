//! Our codec and serde must agree: what the browser writes, the API reads, strictly; what the API
//! writes, the browser reads, as serde would.
#![cfg(feature = "server")]

use contract::{
    AccountType, AchAuthorization, AchDetails, AddPaymentMethod, ApplePaySessionRequest,
    BillingDetails, CardDetails, ChallengeResponse, ChallengeType, ClientConfig, ConfirmRequest,
    ConfirmResult, Decode, Encode, FeeQuote, Method, PaymentMethodDetails, PaymentMethods,
    PaypalOrder, QuoteFeeRequest, SecCode, SessionConfig, Word,
};
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Value, json};

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

proptest! {
    #[test]
    fn a_method_to_keep_reads_back(
        method in word::<Method>(),
        processor_token: String,
        payment_method in details(),
        billing_details in of(billing()),
    ) {
        let request = AddPaymentMethod { processor_token, method, payment_method, billing_details };
        let read: AddPaymentMethod = serde_json::from_str(&request.encode())?;
        prop_assert!(read == request, "{}", request.encode());
    }
}

proptest! {
    #[test]
    fn a_merchant_validation_reads_back(validation_url in any::<String>()) {
        let request = ApplePaySessionRequest { validation_url };
        let read: ApplePaySessionRequest = serde_json::from_str(&request.encode())?;
        prop_assert!(read == request, "{}", request.encode());
    }
}

/// To the browser a field that is `null` is absent, a list among them.
fn without_nulls(json: Value) -> Value {
    match json {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Our reader and serde's give the same value, or both refuse.
fn agree<T: Decode + serde::de::DeserializeOwned + serde::Serialize>(json: &Value) {
    let ours = T::decode(Some(json));
    let theirs = serde_json::from_value::<T>(without_nulls(json.clone())).ok();
    let written = |value: &Option<T>| value.as_ref().map(|v| serde_json::to_value(v).ok());
    assert_eq!(ours.is_some(), theirs.is_some(), "{json}");
    // A word that came after this build is kept but never written.
    if let (Some(Some(ours)), Some(Some(theirs))) = (written(&ours), written(&theirs)) {
        assert_eq!(ours, theirs, "{json}");
    }
}

fn responses() -> [Value; 7] {
    [
        json!({
            "session_id": "cs_1", "status": "active", "scope": "payment", "amount": 14650,
            "currency": "USD", "description": "d",
            "line_items": [{"description": "Lamp", "amount": 1, "quantity": 2}],
            "customer_email": "a@b.c", "layout": "hosted", "allowed_methods": ["card", "ach"],
            "setup_future_usage": "off",
            "branding": {"logo_url": "https://x", "accent_color": "#000000",
                "merchant_display_name": "m"},
            "merchant_display_name": "m", "page_message": "<b>x</b>",
            "required_avs_fields": ["zip"],
            "saved_methods": [{"id": "pm_1", "type": "card", "brand": "Visa", "last4": "1111",
                "exp_month": 12, "exp_year": 2030, "holder_name": "h", "bank_name": null,
                "account_type": "checking", "is_default": true}],
            "expires_at": "2030-01-01T00:00:00Z",
            "challenge": {"type": "sms", "site_key": null, "delivery_hint": "--1234",
                "code_sent": true},
            "cancel_url": "https://x"
        }),
        json!({"amount": 1, "convenience_fee": 2, "total_amount": 3, "method": "card",
            "last4": "1111", "card_type": "visa"}),
        json!({"session_id": "cs_1", "status": "succeeded", "transaction_id": "t",
            "payment_uid": "P-1", "amount": 1, "convenience_fee": 2, "total_amount": 3,
            "method": "card", "last4": "1111", "card_type": "visa", "saved_method_id": null,
            "receipt_url": null, "redirect_url": "https://x", "signature": "ab"}),
        json!({"processor": "zift", "config": {"account_id": "a", "api_key": "k",
            "temporary_password": "p", "expiration_date": "2030-01-01T00:00:00Z"},
            "supported_methods": ["credit"]}),
        json!({"code": "card_declined", "message": "m", "recoverable": true, "request_id": "r"}),
        json!({"order_id": "5O190127TN364715T"}),
        json!({"methods": [{"id": "pm_1", "type": "card", "brand": "Visa", "last4": "1111",
            "exp_month": 12, "exp_year": 2030, "holder_name": "h", "bank_name": null,
            "account_type": "checking", "is_default": true,
            "badges": [{"label": "Rent", "color": "#aa3300"}], "locked": "Pays your plan"}],
            "allowed_methods": ["card", "ach"]}),
    ]
}

fn agree_on_all(values: &[Value; 7]) {
    let [config, quote, result, client, error, order, methods] = values;
    agree::<SessionConfig>(config);
    agree::<FeeQuote>(quote);
    agree::<ConfirmResult>(result);
    agree::<ClientConfig>(client);
    agree::<contract::ApiError>(error);
    agree::<PaypalOrder>(order);
    agree::<PaymentMethods>(methods);
}

/// Every place in a value, as a JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                found.push(format!("{at}/{key}"));
                places(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                found.push(format!("{at}/{index}"));
                places(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn responses_are_read_as_serde_reads_them() {
    agree_on_all(&responses());
}

#[test]
fn responses_with_anything_anywhere_are_judged_as_serde_judges_them() {
    let anything = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(256),
        json!(70_000),
        json!(i64::MAX),
        json!(1.5),
        json!(""),
        json!("card"),
        json!("telepathy"),
        json!("cs_/"),
        json!([]),
        json!([1]),
        json!(["card"]),
        json!({}),
    ];
    for which in 0..responses().len() {
        let mut found = Vec::new();
        places(&responses()[which], "", &mut found);
        for place in &found {
            for value in &anything {
                // serde reads a struct from an array as well; the wire never writes one so.
                let was = responses()[which].pointer(place).unwrap().clone();
                if was.is_object() && value.is_array() {
                    continue;
                }
                let mut changed = responses();
                *changed[which].pointer_mut(place).unwrap() = value.clone();
                agree_on_all(&changed);
            }
        }
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
    for body in [
        r#"{"processor_token":"t","method":"card"}"#,
        r#"{"processor_token":"t","method":"card","payment_method":{"card":{}},"save_method":true}"#,
        r#"{"processor_token":"t","method":"card","payment_method":{"card":{"cvc":"123"}}}"#,
    ] {
        assert!(serde_json::from_str::<AddPaymentMethod>(body).is_err(), "{body}");
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
