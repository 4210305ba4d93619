//! Rules broken on purpose, so that a test can show that the laws notice.
//!
//! Without the feature `mutants` nothing here exists: [`breaks`] is `false` at compile time.

/// A rule and the mistake that breaks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    /// A lost answer gets a new key instead of the same one.
    NewKeyAfterLoss,
    /// A lost answer is taken for a refusal.
    LossIsRefusal,
    /// "Still unpaid" is taken for "will not be paid".
    UnpaidIsRefusal,
    /// Another total than the one on the button is charged without asking.
    NoConsent,
    /// The session is not read again before confirm.
    NoReread,
    /// The frozen body is made anew for a second send.
    BodyChanges,
    /// The attempt is sent before it is kept.
    SentBeforeKept,
    /// A reload forgets the attempt.
    ForgottenOnReload,
    /// "Submit anyway" is sent without reading the status first.
    DuplicateUnread,
    /// A second press is taken while the first is carried out.
    NoLatch,
    /// A mandate that says something else by now still authorizes the debit.
    StaleMandate,
}

#[cfg(feature = "mutants")]
mod live {
    use super::Mutant;
    use core::cell::Cell;

    std::thread_local! {
        static MUTANT: Cell<Option<Mutant>> = const { Cell::new(None) };
    }

    impl Mutant {
        /// All of them.
        pub const ALL: [Self; 11] = [
            Self::NewKeyAfterLoss,
            Self::LossIsRefusal,
            Self::UnpaidIsRefusal,
            Self::NoConsent,
            Self::NoReread,
            Self::BodyChanges,
            Self::SentBeforeKept,
            Self::ForgottenOnReload,
            Self::DuplicateUnread,
            Self::NoLatch,
            Self::StaleMandate,
        ];

        /// Breaks one rule on this thread, or none.
        pub fn set(mutant: Option<Self>) {
            MUTANT.set(mutant);
        }
    }

    /// Whether this rule is broken.
    pub(crate) fn breaks(mutant: Mutant) -> bool {
        MUTANT.get() == Some(mutant)
    }
}

#[cfg(not(feature = "mutants"))]
mod live {
    /// Whether this rule is broken: never.
    pub(crate) const fn breaks(_: super::Mutant) -> bool {
        false
    }
}

pub(crate) use live::breaks;
