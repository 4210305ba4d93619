//! Control of customers: what they have kept.

use crate::api::body::{Strict, json};
use crate::app::App;
use crate::demo;
use crate::error::Refusal;
use crate::outcome::Outcome;
use crate::store::customers::{self, Saved};
use crate::store::instruments::{Bank, Card, Instrument};
use crate::testbank::{TEST_ROUTING, is_routing};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::put;
use contract::AccountType;
use serde::Deserialize;
use serde_json::json as object;
use std::collections::HashSet;
use std::sync::Arc;

/// The endpoints.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/sandbox/customers", put(set).get(show))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Customer {
    customer_id: String,
    methods: Vec<Given>,
}

/// A saved method in the config's words; what it will do when it is charged besides.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Given {
    Card {
        id: Option<String>,
        brand: String,
        last4: String,
        exp_month: u8,
        exp_year: u16,
        holder_name: Option<String>,
        #[serde(default)]
        is_default: bool,
        #[serde(default)]
        outcome: Outcome,
    },
    Ach {
        id: Option<String>,
        bank_name: Option<String>,
        last4: String,
        account_type: AccountType,
        routing_number: Option<String>,
        holder_name: Option<String>,
        #[serde(default)]
        is_default: bool,
        #[serde(default)]
        outcome: Outcome,
    },
}

impl Given {
    fn saved(self) -> Result<Saved, &'static str> {
        let (id, is_default, saved) = match self {
            Self::Card {
                id,
                brand,
                last4,
                exp_month,
                exp_year,
                holder_name,
                is_default,
                outcome,
            } => {
                if !(1..=12).contains(&exp_month) {
                    return Err("exp_month: must be 1 to 12");
                }
                let brand = brand.to_ascii_lowercase();
                let bin = String::new();
                let card = Card { brand, bin, last4, exp_month, exp_year, outcome };
                (id, is_default, Saved::new(Instrument::Card(card), holder_name, None))
            }
            Self::Ach {
                id,
                bank_name,
                last4,
                account_type,
                routing_number,
                holder_name,
                is_default,
                outcome,
            } => {
                let routing_number = routing_number.unwrap_or_else(|| TEST_ROUTING.to_owned());
                if !is_routing(&routing_number) {
                    return Err("routing_number: is no ABA routing number");
                }
                let bank = Bank { routing_number, account_type, last4, outcome };
                (id, is_default, Saved::new(Instrument::Bank(bank), holder_name, bank_name))
            }
        };
        let digits = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !saved.instrument.last4().is_some_and(digits) {
            return Err("last4: must be four digits");
        }
        let id = id.unwrap_or_else(|| saved.id.clone());
        Ok(Saved { id, is_default, ..saved })
    }
}

/// `PUT /sandbox/customers {"customer_id": "cus_…", "methods": […]}`: what a customer has kept, in
/// this order after the default. Makes the customer where there is none.
async fn set(State(app): State<Arc<App>>, body: Strict<Customer>) -> Result<Response, Refusal> {
    let Customer { customer_id, methods } = body.value;
    let fault = |why: String| Refusal::Invalid(format!("methods{why}"));
    let mut saved = Vec::with_capacity(methods.len());
    for (index, given) in methods.into_iter().enumerate() {
        saved.push(given.saved().map_err(|why| fault(format!("[{index}].{why}")))?);
    }
    if saved.iter().filter(|method| method.is_default).count() > 1 {
        return Err(fault(": at most one is the default".to_owned()));
    }
    let names: HashSet<&str> = saved.iter().map(|method| method.id.as_str()).collect();
    if names.len() < saved.len() {
        return Err(fault(": two have one id".to_owned()));
    }
    let id = customer_id.clone();
    let set = app.store.write(move |tx| customers::replace(tx, demo::ACCOUNT, &id, &saved));
    if !set.await? {
        return Err(fault(": an id is another customer's".to_owned()));
    }
    shown(&app, customer_id).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    customer_id: String,
}

/// `GET /sandbox/customers?customer_id=`: what a customer has kept.
async fn show(
    State(app): State<Arc<App>>,
    Query(which): Query<Which>,
) -> Result<Response, Refusal> {
    shown(&app, which.customer_id).await
}

async fn shown(app: &App, customer_id: String) -> Result<Response, Refusal> {
    let id = customer_id.clone();
    let saved = app.store.read(move |tx| customers::list(tx, demo::ACCOUNT, &id)).await?;
    let saved: Vec<_> = saved.into_iter().filter_map(Saved::shown).collect();
    Ok(json(object!({ "customer_id": customer_id, "saved_methods": saved })))
}
