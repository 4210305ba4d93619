//! `POST /v1/hosted-sessions/{id}/confirm` (seed 002).
//!
//! Charged at most once, whoever asks how often: the check and the charge are one transaction that
//! holds the write lock from its first statement, and the ledger's key is the session.
//!
//! In this order: the credential, scope and origin (`auth`), the body's shape, the replay of an
//! `Idempotency-Key`, expired, paid, the body against the session, the token, the challenge, the
//! same payment in another session, the card or the account, the issuer's address verification.
//!
//! What is replayed: charges and declines, that is, whatever was executed. A request that was
//! refused before execution leaves its key free. `keys::Variant` has the other ways that APIs are known
//! to have.

use super::auth::Payer;
use super::body::Strict;
use super::decide;
use super::key;
use super::means::{Means, Named, Source};
use super::order::Order;
use crate::app::App;
use crate::avs;
use crate::clock::Timestamp;
use crate::error::{Decline, Refusal};
use crate::observe::RequestId;
use crate::secret::{self, Fingerprint};
use crate::signature;
use crate::store::StoreError;
use crate::store::accounts::Account;
use crate::store::charges::{self, Charge};
use crate::store::customers::{self, Saved};
use crate::store::instruments::Instrument;
use crate::store::results::{self, Answer};
use crate::store::sessions::{self, Session};
use crate::webhooks;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{
    ApiError, Cents, ConfirmRequest, ConfirmResult, PaymentMethodDetails, SessionId, Word,
};
use rusqlite::Transaction;
use std::sync::Arc;

/// Pays the session.
#[utoipa::path(
    post,
    path = "/v1/hosted-sessions/{id}/confirm",
    tag = "payments",
    summary = "Confirm a session with a processor token",
    security(("session" = [])),
    params(
        ("id" = String, Path, description = "`cs_…`"),
        ("Idempotency-Key" = Option<String>, Header,
            description = "Names one decision to pay: a retry gets the original result again. \
                           At most 255 printable ASCII characters"),
    ),
    request_body = ConfirmRequest,
    responses(
        (status = 200, description = "Payment succeeded", body = ConfirmResult),
        (status = 400, description = "Validation error", body = ApiError),
        (status = 401, description = "Bad or missing credential", body = ApiError),
        (status = 402, description = "Payment declined", body = ApiError),
        (status = 403, description = "`origin_not_allowed`, `insufficient_scope`; \
                                      `challenge_required`: read the session's challenge and \
                                      answer it; `challenge_failed`: answer it again",
            body = ApiError),
        (status = 404, description = "No such session", body = ApiError),
        (status = 409, description = "`already_confirmed`; `duplicate_payment`: the same card or \
                                      account paid the same total in another session within ten \
                                      minutes; `duplicate_acknowledged` pays again",
            body = ApiError),
        (status = 410, description = "`session_expired`", body = ApiError),
        (status = 422, description = "The key was used with another body", body = ApiError),
        (status = 429, description = "Too many requests; see Retry-After", body = ApiError),
    )
)]
pub async fn confirm(
    State(app): State<Arc<App>>,
    Payer(browser): Payer,
    request_id: RequestId,
    headers: HeaderMap,
    body: Strict<ConfirmRequest>,
) -> Result<Response, Refusal> {
    let attempt = Attempt {
        session: browser.session.id,
        account: browser.account,
        key: key::of(&headers)?,
        fingerprint: body.fingerprint,
        request: body.value,
        request_id,
        now: app.clock.now(),
        app: Arc::clone(&app),
    };
    let answer = app.store.write(move |tx| attempt.settle(tx)).await??;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Ok((status, [(header::CONTENT_TYPE, "application/json")], answer.body).into_response())
}

/// One confirm request.
struct Attempt {
    session: SessionId,
    account: Account,
    key: Option<String>,
    fingerprint: Fingerprint,
    request: ConfirmRequest,
    request_id: RequestId,
    now: Timestamp,
    app: Arc<App>,
}

impl Attempt {
    /// Answers it, inside one writing transaction.
    fn settle(&self, tx: &Transaction<'_>) -> Result<Result<Answer, Refusal>, StoreError> {
        let variant = self.app.variants.of(&self.session);
        let key = self.key.as_deref().filter(|_| variant.reads_keys());
        if let Some(key) = key
            && let Some((fingerprint, answer)) = results::find(tx, &self.session, key)?
        {
            let same = !variant.compares_bodies() || fingerprint.matches(&self.fingerprint);
            return Ok(if same { Ok(answer) } else { Err(Refusal::KeyReused) });
        }
        let answer = match self.execute(tx)? {
            Ok(answer) => answer,
            Err(refusal) if variant.remembers_errors() => self.answer(&refusal)?,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(key) = key.filter(|_| variant.remembers(answer.status)) {
            results::put(tx, &self.session, key, self.fingerprint, &answer)?;
        }
        Ok(Ok(answer))
    }

    /// Charges or declines it, or refuses to do either.
    fn execute(&self, tx: &Transaction<'_>) -> Result<Result<Answer, Refusal>, StoreError> {
        let Some(session) = sessions::find(tx, &self.session)? else {
            return Ok(Err(Refusal::UnknownSession));
        };
        let ConfirmRequest { method, processor_token, .. } = &self.request;
        let named = Named { session: &session, method: *method, token: processor_token };
        let means = named.find(tx, self.now)?;
        let (means, amount) = match self.judge(&session, means) {
            Ok(judged) => judged,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let quoted = means.quoted(tx, &self.session, amount)?;
        let mut charge = self.charge(&means, amount, quoted);
        if !self.request.duplicate_acknowledged
            && self.app.duplicates.of(&self.session)
            && charges::has_twin(tx, &self.account.uid, &charge, self.now)?
        {
            return Ok(Err(Refusal::DuplicatePayment));
        }
        if let Some(decline) = self.decline(&means.instrument) {
            return self.answer(&Refusal::Declined(decline)).map(Ok);
        }
        let kept = self.keep(tx, &session, &means)?;
        if kept.is_some() {
            charge.saved_method_id.clone_from(&kept);
        }
        charges::add(tx, &charge, self.now)?;
        webhooks::completed(tx, &self.account, &session, &charge, *method, self.now)?;
        means.spend(tx, &self.account.uid, self.now)?;
        let body = serde_json::to_string(&self.result(&session, charge, kept))?;
        Ok(Ok(Answer { status: StatusCode::OK.as_u16(), body }))
    }

    /// Why the processor or the issuer declines, if one does.
    fn decline(&self, instrument: &Instrument) -> Option<Decline> {
        let verified = || match instrument {
            Instrument::Card(_) => avs::mismatch(self.request.billing_details.as_ref()),
            _ => None,
        };
        instrument.decline(self.now).or_else(|| verified().map(Decline::Avs))
    }

    /// Keeps the method for the customer, if that is asked for and there is one.
    fn keep(
        &self,
        tx: &Transaction<'_>,
        session: &Session,
        means: &Means,
    ) -> Result<Option<String>, StoreError> {
        let Some(customer) = &session.terms.customer_id else { return Ok(None) };
        if !self.request.save_method {
            return Ok(None);
        }
        if let Source::Saved(id) = &means.source {
            return Ok(Some(id.clone()));
        }
        let billing = self.request.billing_details.as_ref();
        let holder_name = billing.and_then(|billing| billing.cardholder.clone());
        let bank_name = match &self.request.payment_method {
            Some(PaymentMethodDetails::Ach(ach)) => ach.bank_name.clone(),
            _ => None,
        };
        let method = Saved::new(means.instrument.clone(), holder_name, bank_name);
        customers::keep(tx, &self.account.uid, customer, method).map(Some)
    }

    /// A refusal as an answer that can be remembered.
    fn answer(&self, refusal: &Refusal) -> Result<Answer, StoreError> {
        let body = serde_json::to_string(&refusal.body(self.request_id.as_str()))?;
        Ok(Answer { status: refusal.status().as_u16(), body })
    }

    /// Whether it may be executed, with which means and for which amount.
    fn judge(
        &self,
        session: &Session,
        means: Result<Means, Refusal>,
    ) -> Result<(Means, Cents), Refusal> {
        decide::payable(session, self.now)?;
        let request = &self.request;
        decide::method(session, &self.account.settings, request.method)?;
        decide::keepable(request.save_method, session, request.method)?;
        decide::authorized(request.method, request.ach_authorization.as_ref(), self.now)?;
        let required = &session.terms.required_avs_fields;
        decide::billing(required, request.billing_details.as_ref())?;
        let means = means?;
        decide::details(request.payment_method.as_ref(), &means)?;
        decide::debited(request.payment_method.as_ref(), &means)?;
        let amount = Order::of(&session.terms).total()?;
        means.covers(amount)?;
        let given = request.challenge_response.as_ref();
        self.app.challenges.judge(&self.session, given, self.now)?;
        Ok((means, amount))
    }

    fn charge(&self, means: &Means, amount: Cents, quoted: Option<Cents>) -> Charge {
        let Means { instrument, source, .. } = means;
        let method = self.request.method;
        let brand = instrument.brand();
        let fee = quoted.unwrap_or_else(|| self.account.settings.fee(method, brand, amount));
        Charge {
            session_id: self.session.as_str().to_owned(),
            transaction_id: ["txn_", &secret::random(20)].concat(),
            payment_uid: ["P-", &secret::random(16).to_ascii_uppercase()].concat(),
            amount,
            convenience_fee: fee,
            total_amount: Cents(amount.0.saturating_add(fee.0)),
            method: method.as_str().to_owned(),
            last4: instrument.last4().map(str::to_owned),
            card_type: brand.map(str::to_owned),
            saved_method_id: match source {
                Source::Saved(id) => Some(id.clone()),
                Source::Token(_) | Source::ApplePay(_) | Source::Order(..) => None,
            },
            idempotency_key: self.key.clone(),
            billing_details: self.request.billing_details.clone(),
            ach_authorization: self.request.ach_authorization.clone(),
            created_at: self.now.rfc3339(),
        }
    }

    fn result(&self, session: &Session, charge: Charge, kept: Option<String>) -> ConfirmResult {
        let secret = &self.account.signing_secret;
        let signature = signature::sign(secret, session.id.as_str(), &charge.transaction_id);
        let redirect_url = session.terms.success_url.as_ref().and_then(|url| {
            signature::way_back(
                url,
                session.id.as_str(),
                &charge.transaction_id,
                &charge.payment_uid,
                &signature,
            )
        });
        ConfirmResult {
            status: "succeeded".to_owned(),
            session_id: session.id.clone(),
            transaction_id: Some(charge.transaction_id),
            payment_uid: Some(charge.payment_uid),
            amount: charge.amount,
            convenience_fee: charge.convenience_fee,
            total_amount: Some(charge.total_amount),
            method: Some(self.request.method.into()),
            last4: charge.last4,
            card_type: charge.card_type,
            saved_method_id: kept,
            // Receipts of Govifi's own are not part of the sandbox.
            receipt_url: None,
            redirect_url,
            signature,
        }
    }
}
