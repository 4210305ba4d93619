//! The list of messages: one field each, with where it is read and what is filled into it.

/// Defines [`Messages`], the same as [`Words`], and for the tests the list of its fields, so that
/// they cannot differ.
macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Every message in one language. Placeholders (`%{name}`) are filled by
        /// [`fill`](crate::fill()).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Messages {
            $($(#[$doc])* pub $name: &'static str,)+
        }

        impl Messages {
            /// Every message, in the order of the fields: how a language travels to the app, which
            /// carries none.
            pub fn texts(&self) -> Vec<&'static str> {
                vec![$(self.$name,)+]
            }
        }

        /// Every message's place in the list.
        #[expect(non_camel_case_types, reason = "named as the messages are")]
        enum Place {
            $($name,)+
        }

        /// How many there are.
        const COUNT: usize = [$(Place::$name as usize,)+].len();

        /// Every message in one language, as the app has them once they have travelled. A list, not
        /// a struct: to fill the fields of [`Messages`] takes two instructions for each, 1,400
        /// bytes of brotli in the app.
        #[derive(Debug)]
        pub struct Words([&'static str; COUNT]);

        impl Words {
            /// What [`Messages::texts`] listed; `None` if that is not a whole language of this
            /// build.
            pub fn from_texts(texts: &[&'static str]) -> Option<Self> {
                texts.try_into().ok().map(Self)
            }

            $($(#[$doc])*
            pub fn $name(&self) -> &'static str {
                self.0[Place::$name as usize]
            })+
        }

        #[cfg(test)]
        impl Messages {
            /// Every message with its field's name.
            pub(crate) fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name),)+]
            }
        }

        #[cfg(test)]
        impl Words {
            /// Every message, each by its own function.
            pub(crate) fn by_name(&self) -> Vec<&'static str> {
                vec![$(self.$name(),)+]
            }
        }
    };
}

catalogue! {
    // ——— The page ———

    /// The document's title while there is something to pay: `%{merchant}`.
    title,
    /// The document's title while the merchant is not known, or has no name.
    title_plain,
    /// Label of the language list in the footer.
    language,
    /// Footer: who handles the payment.
    secured_by,
    /// Footer link back to the merchant while nothing is paid: `%{merchant}`.
    cancel,
    /// The same for a merchant without a name.
    cancel_plain,
    /// Link back on a screen where nothing can be paid: `%{merchant}`.
    back,
    /// The same for a merchant without a name.
    back_plain,
    /// What support can find an attempt by: `%{reference}`.
    reference,

    // ——— Order summary ———

    /// Opens the summary's lines on a small screen.
    order_show,
    /// How many, beside a line's price: `%{count}`.
    quantity,
    /// The price of one, under a line of several: `%{price}`.
    each,
    /// The row above the fee.
    subtotal,
    /// The fee's row.
    fee,
    /// In the fee's row until the card is complete.
    fee_not_yet,
    /// The same for a bank account.
    fee_not_yet_bank,
    /// In the fee's row while it is being quoted.
    fee_quoting,
    /// The last row.
    total,

    // ——— The form: groups and labels ———

    /// Heading of email and phone.
    contact,
    /// Heading of the list of ways to pay.
    method,
    /// The last of them: a card that is typed now.
    another_card,
    /// The choice of a bank account that is typed, beside kept methods.
    another_bank,
    /// Beside a way to pay, its fee where it is known: `%{fee}`.
    method_fee,
    /// The same where there is none.
    method_free,
    /// Under Apple Pay when it is chosen.
    wallet_apple_pay,
    /// Under PayPal when it is chosen.
    wallet_paypal,
    /// A kept card, read out: `%{brand}`, `%{last4}`.
    saved_card,
    /// The same for a brand that is not known: `%{last4}`.
    saved_card_plain,
    /// A kept bank account, as it is read out: `%{bank}`, `%{last4}`.
    saved_bank,
    /// The same where the bank is not known.
    saved_bank_plain,
    /// Under it: `%{date}`, as 01 / 39.
    card_expires,
    /// Under one that cannot pay any more: `%{date}`.
    card_expired,
    /// Shows the rest of a long list: `%{count}`.
    show_all,
    /// Under the card: keep it, to be used with the payer present.
    save_on_session,
    /// Under the card: keep it, to be charged later without the payer: `%{merchant}`.
    save_off_session,
    /// The same for a merchant without a name.
    save_off_session_plain,
    /// The same for a bank account that is debited with the payer there.
    save_bank_on_session,
    /// The same for one that is debited later.
    save_bank_off_session,
    /// The same for a merchant without a name.
    save_bank_off_session_plain,
    /// Heading of the card's fields.
    card,
    /// Heading of the address.
    billing_address,
    /// After the label of a field that may stay empty, with a blank between.
    optional,
    /// Card number's label.
    card_number,
    /// Read with the card number's field: where it goes. `%{merchant}`.
    card_goes_to_processor,
    /// The same for a merchant without a name.
    card_goes_to_processor_plain,
    /// Expiry's label.
    expiry,
    /// Expiry's placeholder, and how it is read out.
    expiry_hint,
    /// Security code's label.
    cvc,
    /// Where to find three digits.
    cvc_help_back,
    /// Where to find four digits.
    cvc_help_front,
    /// Cardholder's label.
    cardholder,
    /// Heading of the bank account's fields, and its name as a way to pay.
    bank_account,
    /// Under the bank account's fields: who sees its number.
    bank_note,
    /// Routing number's label.
    routing_number,
    /// Where to find it.
    routing_number_help,
    /// Account number's label.
    account_number,
    /// Where to find it.
    account_number_help,
    /// Label of the account number's second typing.
    account_number_again,
    /// Announced: what was pasted filled both numbers.
    bank_numbers_found,
    /// Label of the account's kinds.
    account_type,
    /// A kind of account.
    checking,
    /// A kind of account.
    savings,
    /// Label of the holder's name.
    account_holder,
    /// Heading of the mandate of a bank debit: NACHA's seven elements, in their order.
    mandate,
    /// In its place while something of it is missing.
    mandate_gap,
    /// Element 1, one debit: `%{merchant}`.
    mandate_single,
    /// Element 2: `%{amount}`.
    mandate_amount,
    /// Element 3: `%{date}`.
    mandate_timing,
    /// Element 4: `%{payer}`.
    mandate_payer,
    /// Element 5, a checking account: `%{last4}`, and at which bank, `%{bank}`.
    mandate_checking,
    /// Element 5, a savings account: `%{last4}`, `%{bank}`.
    mandate_savings,
    /// The bank by its number: `%{routing}`.
    mandate_routing,
    /// The bank by its name: `%{name}`.
    mandate_bank,
    /// Element 6: `%{date}`.
    mandate_date,
    /// Element 7: `%{merchant}`, `%{date}`.
    mandate_revocation,
    /// Beside the seven: leave to correct an error by a credit. `%{merchant}`.
    mandate_correction,
    /// Label of the box that gives it.
    mandate_agree,
    /// The box is not checked.
    mandate_agree_empty,
    /// Button: a copy to keep.
    mandate_print,
    /// When the money leaves. `%{date}`.
    debit_on,
    /// Email's label.
    email,
    /// Phone's label.
    phone,
    /// Why the phone is asked for.
    phone_help,
    /// Country's label.
    country,
    /// The country list before a choice.
    country_choose,
    /// Street's label.
    street,
    /// Second line's label.
    street2,
    /// City's label.
    city,
    /// City's label in Great Britain and Ireland.
    town_or_city,
    /// City's label in Australia.
    suburb,
    /// City's label in Hong Kong and Turkey.
    district,
    /// The region's label where it is a state.
    state,
    /// The region's label where it is a province.
    province,
    /// The region's label where it is a county.
    county,
    /// The region's label anywhere else.
    region,
    /// The region's label in Japan.
    prefecture,
    /// The region's label in the United Arab Emirates.
    emirate,
    /// The region's label in Colombia and Uruguay.
    department,
    /// The region's label in Hong Kong.
    area,
    /// The region's label in Korea.
    province_or_city,
    /// The region's label while the country is not known.
    state_or_province,
    /// The list of states or provinces before a choice.
    region_choose,
    /// Postal code's label in the United States.
    zip,
    /// Postal code's label where English speakers say postcode.
    postcode,
    /// Postal code's label anywhere else.
    postal_code,
    /// Postal code's label in Ireland.
    eircode,
    /// Postal code's label in India.
    pin_code,
    /// Postal code's label while the country is not known.
    zip_or_postal_code,

    // ——— The form: faults, under their field ———

    /// Said when Pay finds fields to mend: `%{count}`, one or more.
    faults,
    /// No card number.
    card_number_empty,
    /// Fewer digits than the brand has.
    card_number_incomplete,
    /// No card has this number.
    card_number_invalid,
    /// A card number in a field that is not for one.
    card_number_misplaced,
    /// No expiry.
    expiry_empty,
    /// Half an expiry.
    expiry_incomplete,
    /// No such month, or a year out of reach.
    expiry_invalid,
    /// The card has expired.
    expiry_expired,
    /// No security code.
    cvc_empty,
    /// Fewer digits than the brand's code has: `%{count}`, 3 or 4.
    cvc_incomplete,
    /// Not a security code.
    cvc_invalid,
    /// Nothing was typed.
    routing_number_empty,
    /// Digits are missing.
    routing_number_incomplete,
    /// It fails its check digit.
    routing_number_invalid,
    /// An account number stands in its place.
    routing_number_misplaced,
    /// A card number stands in a bank's field.
    bank_card_number,
    /// Nothing was typed.
    account_number_empty,
    /// Digits are missing.
    account_number_incomplete,
    /// It cannot be right.
    account_number_invalid,
    /// Nothing was typed, or too little.
    account_number_again_empty,
    /// It is not the first.
    account_number_again_different,
    /// No name.
    cardholder_empty,
    /// Nothing was typed.
    account_holder_empty,
    /// No email.
    email_empty,
    /// Not a whole email address.
    email_invalid,
    /// No phone.
    phone_empty,
    /// Too few or too many digits.
    phone_invalid,
    /// No country.
    country_empty,
    /// No street.
    street_empty,
    /// No city.
    city_empty,
    /// No town or city.
    town_or_city_empty,
    /// No suburb.
    suburb_empty,
    /// No district.
    district_empty,
    /// No state, or none of the list.
    state_empty,
    /// No province, or none of the list.
    province_empty,
    /// No county.
    county_empty,
    /// No region.
    region_empty,
    /// None of a list whose regions are called otherwise.
    region_choose_empty,
    /// No ZIP code.
    zip_empty,
    /// Not a ZIP code: `%{example}`.
    zip_invalid,
    /// No postcode.
    postcode_empty,
    /// Not a postcode: `%{example}`.
    postcode_invalid,
    /// No postal code.
    postal_code_empty,
    /// Not a postal code: `%{example}`.
    postal_code_invalid,
    /// No PIN code.
    pin_code_empty,
    /// Not a PIN code: `%{example}`.
    pin_code_invalid,
    /// No code, while the country is not known.
    zip_or_postal_code_empty,
    /// A code of a country whose form is not known.
    postal_code_check,
    /// Under a billing detail that is another than the bank has on file.
    detail_refused,

    // ——— Pay ———

    /// The button: `%{amount}`.
    pay,
    /// The same, where Apple Pay is chosen: `%{amount}`.
    pay_apple_pay,
    /// The Pay button when the total is another than the payer saw before: `%{amount}`.
    agree,
    /// The button while it is being done; also said.
    paying,
    /// Said once the fee is known: `%{fee}`, `%{total}`.
    fee_known,
    /// Said when the merchant changed the price: `%{total}`.
    price_known,
    /// Beside the total when little time is left: `%{time}`, as 4:59.
    time_left,
    /// The same, said: `%{count}`.
    minutes_left,
    /// The same, said: `%{count}`.
    seconds_left,
    /// Above the form while the browser is offline; also said.
    offline,
    /// Said when it is online again.
    online,
    /// Under the button after eight seconds; also said.
    slow,
    /// Under a busy button while the browser is offline.
    waiting_offline,
    /// Under the button while a lost answer is being looked for; also said.
    recovering,

    // ——— Notices above the button: heading, then help ———

    /// A fee was found after Pay was pressed.
    fee_consent,
    /// `%{fee}`, `%{total}`.
    fee_consent_help,
    /// The merchant changed the price.
    price_consent,
    /// `%{before}`, `%{total}`.
    price_consent_help,
    /// Declined without a reason.
    declined,
    /// What to do.
    declined_help,
    /// Declined: expired card.
    declined_expired,
    /// What to do.
    declined_expired_help,
    /// Declined: security code.
    declined_cvc,
    /// What to do.
    declined_cvc_help,
    /// Declined: a billing detail is another than the bank has on file.
    declined_details,
    /// What to do.
    declined_details_help,
    /// Declined: not enough money.
    declined_funds,
    /// What to do.
    declined_funds_help,
    /// The processor failed; nothing was charged.
    declined_processing,
    /// What to do.
    declined_processing_help,
    /// The same card would only be declined again: heading.
    declined_again,
    /// What to do.
    declined_again_help,
    /// The payment was declined, and was not by card: heading.
    declined_other,
    /// What to do.
    declined_other_help,
    /// Not enough money, and it was not by card: heading.
    declined_other_funds,
    /// What to do.
    declined_other_funds_help,
    /// It would only be declined again, and it is no card: heading.
    declined_other_again,
    /// What to do.
    declined_other_again_help,
    /// The processor refuses the card's details as typed.
    card_refused,
    /// What to do.
    card_refused_help,
    /// The processor refuses the account: heading.
    bank_refused,
    /// What to do.
    bank_refused_help,
    /// Apple Pay or PayPal did not open, or failed: heading.
    sheet_failed,
    /// What to do.
    sheet_failed_help,
    /// Said when the payer put its window away.
    sheet_cancelled,
    /// What was chosen is not taken any more: heading.
    method_gone,
    /// What happened.
    method_gone_help,
    /// A call that moves no money failed.
    not_reached,
    /// What to do.
    not_reached_help,
    /// Too many requests.
    too_many,
    /// What to do.
    too_many_help,
    /// The API found the request wrong.
    not_accepted,
    /// What to do.
    not_accepted_help,
    /// A fraud challenge that this page cannot offer.
    challenge,
    /// What to do.
    challenge_help,
    /// Heading of a captcha.
    check,
    /// Until the captcha is there.
    check_loading,
    /// When the captcha is passed.
    check_passed,
    /// Heading of a code that was sent.
    code_title,
    /// Where it was sent: `%{hint}`, masked.
    code_sms,
    /// The same where the destination is not known.
    code_sms_plain,
    /// Where it was sent: `%{hint}`, masked.
    code_email,
    /// The same where the destination is not known.
    code_email_plain,
    /// The code's label.
    code,
    /// The button for another code while one is being sent.
    code_sending,
    /// The button for another code.
    code_resend,
    /// The same while it must wait: `%{seconds}`, a number.
    code_resend_in,
    /// Said when a code is on its way: `%{seconds}` until another can be asked for, a number.
    code_sent,
    /// Said when another can be asked for.
    code_again,
    /// Leaves the challenge.
    challenge_back,
    /// Fewer digits than any code has.
    code_incomplete,
    /// The code was wrong, old or used.
    code_rejected,
    /// The captcha's answer was not accepted.
    check_rejected,
    /// The code could not be sent.
    code_not_sent,
    /// Too many codes, or too many captchas.
    challenge_limited,
    /// The captcha did not come.
    check_blocked,
    /// The captcha does not let this browser pass.
    check_failed,
    /// The payer closed the captcha.
    check_closed,
    /// It was passed too long ago.
    check_expired,
    /// The API saw the same payment a moment ago.
    duplicate,
    /// What to do.
    duplicate_help,
    /// The answer that pays all the same: `%{amount}`.
    duplicate_yes,
    /// The answer that does not.
    duplicate_no,

    // ——— A wallet: what is kept ———

    /// Heading of a wallet session's page.
    wallet,
    /// In place of the list while nothing is kept.
    wallet_empty,
    /// Under it.
    wallet_empty_help,
    /// The mark of the method that is preferred.
    method_default,
    /// Button: prefer this one. The method's name follows, for whoever hears the page.
    method_make_default,
    /// Button. The method's name follows, for whoever hears the page.
    method_remove,
    /// Button that brings back what was removed.
    method_undo,
    /// Before the merchant's reason, for whoever does not see the lock.
    method_locked,
    /// Said, when a method is kept: `%{method}`.
    method_added,
    /// Said, and in its place: `%{method}`.
    method_removed,
    /// Said, when it is brought back: `%{method}`.
    method_restored,
    /// Said, when it is the default: `%{method}`.
    method_preferred,
    /// Button that opens the card's form.
    add_card,
    /// Button that opens the account's form.
    add_bank,
    /// Button under that form.
    add_save,
    /// The same while it is being done.
    add_saving,
    /// Button that closes the form.
    add_cancel,
    /// Above Save: what it is kept for: `%{merchant}`.
    add_note,
    /// The same for a merchant without a name.
    add_note_plain,
    /// The same where the merchant may charge a card by themselves: `%{merchant}`.
    add_note_later,
    /// The same for a merchant without a name.
    add_note_later_plain,
    /// Notice: what was typed was not kept.
    not_added,
    /// What to do.
    not_added_help,
    /// Notice: whether it was kept is not known.
    add_unknown,
    /// What to do.
    add_unknown_help,
    /// Notice: a method was not removed.
    not_removed,
    /// What to do.
    not_removed_help,
    /// The same, where the merchant does not allow it.
    not_removed_locked,
    /// Notice: a method did not become the default.
    not_preferred,
    /// What to do.
    not_preferred_help,
    /// Under the heading that the service was not reached.
    wallet_not_reached_help,
    /// Under the heading that there were too many attempts.
    wallet_too_many_help,
    /// Notice: the list could not be read again.
    wallet_stale,
    /// What to do.
    wallet_stale_help,

    // ——— Paid ———

    /// Heading; also said.
    paid,
    /// The amount under it: `%{amount}`, `%{merchant}`.
    paid_amount,
    /// The same for a merchant without a name: `%{amount}`.
    paid_amount_plain,
    /// Under it, when another amount was charged than was agreed to: `%{agreed}`.
    paid_otherwise,
    /// While the browser is about to leave: `%{merchant}`.
    returning,
    /// The same for a merchant without a name.
    returning_plain,
    /// The link for those who do not wait.
    continue_now,
    /// Where there is no way back.
    paid_stay,
    /// While the outcome of an earlier payment is being found out: heading.
    confirming,
    /// What to do.
    confirming_own,
    /// The same, when another tab is paying.
    confirming_elsewhere,

    // ——— Unknown outcome ———

    /// Heading.
    unknown,
    /// What happened and what not to do: `%{merchant}`.
    unknown_body,
    /// The same for a merchant without a name.
    unknown_body_plain,
    /// The button.
    check_again,

    // ——— Nothing to pay here: heading, then body ———

    /// Paid already.
    already_paid,
    /// What it means.
    already_paid_body,
    /// The session is over.
    expired,
    /// What to do.
    expired_body,
    /// No such session.
    not_found,
    /// What to do.
    not_found_body,
    /// The link lacks its credential.
    link_incomplete,
    /// What to do.
    link_incomplete_body,
    /// The credential is wrong.
    link_refused,
    /// What to do.
    link_refused_body,
    /// The origin is not registered.
    origin_not_allowed,
    /// What to do.
    origin_not_allowed_body,
    /// The session's credential is for another page than this.
    wrong_scope,
    /// What to do.
    wrong_scope_body,
    /// No method that this page offers.
    no_method,
    /// What to do.
    no_method_body,
    /// The API takes no payment in this session any more.
    refused,
    /// What to do.
    refused_body,

    // ——— The session could not be read: heading, then body ———

    /// The API was not reached.
    unreachable,
    /// What to do.
    unreachable_body,
    /// The API failed, or its answer made no sense.
    service_down,
    /// What to do.
    service_down_body,
    /// Too many requests.
    load_limited,
    /// It is tried again by itself: `%{seconds}`, a number.
    load_limited_body,
    /// The button.
    try_again,
}
