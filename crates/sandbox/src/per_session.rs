//! A setting of a sandbox that one session, or all of them, can have. In memory: it is about this
//! run.

use contract::SessionId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// One value per session, and one for those that have none of their own.
#[derive(Debug)]
pub struct PerSession<T>(Mutex<HashMap<Option<SessionId>, T>>);

impl<T> Default for PerSession<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Copy + Default> PerSession<T> {
    /// Sets one session's value, or (`None`) everybody's.
    pub fn set(&self, session: Option<SessionId>, value: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(session, value);
    }

    /// The value that holds for a session.
    pub fn of(&self, session: &SessionId) -> T {
        let values = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = values.get(&Some(session.clone()));
        own.or_else(|| values.get(&None)).copied().unwrap_or_default()
    }
}
