//! The connections, and transactions on them.

use super::Storage;
use crate::secret;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::{Notify, Semaphore};

/// How many connections there are. SQLite has one writer at a time; the rest can read meanwhile.
const CONNECTIONS: usize = 8;

/// How long a transaction waits for another's lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// One step per version of the schema; `user_version` counts those taken.
const MIGRATIONS: [&str; 3] =
    [include_str!("schema.sql"), include_str!("schema_2.sql"), include_str!("schema_3.sql")];

/// The database could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A document in the database does not read. The reason may quote it, so it is not shown.
    #[error("database: a document does not read")]
    Document(#[from] serde_json::Error),
    /// The database's folder could not be made.
    #[error("database: {0}")]
    Folder(#[from] std::io::Error),
    /// The work panicked.
    #[error("database: the work was not finished")]
    Unfinished,
    /// The file was written by a later version of this program.
    #[error("database: the file is of version {0}, later than this program's")]
    TooNew(u32),
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    written: Arc<Notify>,
}

/// A connection out of the pool; goes back when dropped, also in a panic.
struct Lent {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

impl Store {
    /// Opens the database, creating or migrating it as needed.
    pub fn open(storage: &Storage) -> Result<Self, StoreError> {
        if let Storage::File(path) = storage
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder)?;
        }
        // One name per store: several sandboxes may live in one process.
        let memory = format!("file:/sandbox-{}?vfs=memdb", secret::random(16));
        let mut connections = Vec::with_capacity(CONNECTIONS);
        for _ in 0..CONNECTIONS {
            let connection = match storage {
                Storage::File(path) => {
                    let connection = Connection::open(path)?;
                    connection.busy_timeout(PATIENCE)?;
                    connection.pragma_update(None, "journal_mode", "WAL")?;
                    // Survives a crash of this program; a crash of the machine may lose the last
                    // transactions, never the file.
                    connection.pragma_update(None, "synchronous", "NORMAL")?;
                    connection
                }
                Storage::Memory => {
                    let flags = OpenFlags::default() | OpenFlags::SQLITE_OPEN_URI;
                    let connection = Connection::open_with_flags(&memory, flags)?;
                    connection.busy_timeout(PATIENCE)?;
                    connection
                }
            };
            connection.pragma_update(None, "foreign_keys", true)?;
            connections.push(connection);
        }
        if let Some(first) = connections.first_mut() {
            migrate(first)?;
        }
        Ok(Self {
            idle: Arc::new(Mutex::new(connections)),
            permits: Arc::new(Semaphore::new(CONNECTIONS)),
            written: Arc::default(),
        })
    }

    /// Runs `work` in a transaction that reads.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.run(TransactionBehavior::Deferred, work).await
    }

    /// Runs `work` in a transaction that may write, alone among writers from its first statement.
    /// `Ok` commits, `Err` rolls back.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let done = self.run(TransactionBehavior::Immediate, work).await;
        self.written.notify_one();
        done
    }

    /// Waits until something was written since it last waited. For one who waits.
    pub async fn written(&self) {
        self.written.notified().await;
    }

    async fn run<T, F>(&self, behavior: TransactionBehavior, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let permits = Arc::clone(&self.permits);
        let permit = permits.acquire_owned().await.map_err(|_| StoreError::Unfinished)?;
        let idle = Arc::clone(&self.idle);
        let work = move || {
            // Dropped after `lent`: a permit means that a connection is idle.
            let _permit = permit;
            let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut lent = Lent { connection, idle };
            let connection = lent.connection.as_mut().ok_or(StoreError::Unfinished)?;
            let transaction = connection.transaction_with_behavior(behavior)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Unfinished)?
    }
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let taken = usize::try_from(version).unwrap_or(usize::MAX);
    let steps = MIGRATIONS.get(taken..).ok_or(StoreError::TooNew(version))?;
    for (step, version) in steps.iter().zip(version + 1..) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::charges;

    #[tokio::test]
    async fn a_panic_inside_a_transaction_rolls_back_and_gives_the_connection_back() {
        let store = Store::open(&Storage::Memory).unwrap();
        for _ in 0..2 * CONNECTIONS {
            let broken = store.write::<(), _>(|tx| {
                tx.execute("INSERT INTO accounts VALUES ('a', x'', '', '')", [])?;
                panic!("as a bug would");
            });
            assert!(matches!(broken.await, Err(StoreError::Unfinished)));
        }
        let count = store.read(|tx| {
            Ok(tx.query_row("SELECT count(*) FROM accounts", [], |row| row.get::<_, u32>(0))?)
        });
        assert_eq!(count.await.unwrap(), 0);
    }

    #[tokio::test]
    async fn the_ledger_of_version_1_is_carried_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("first.sqlite");
        let first = Connection::open(&path).unwrap();
        first.execute_batch(MIGRATIONS[0]).unwrap();
        first.pragma_update(None, "user_version", 1).unwrap();
        first
            .execute_batch(
                "INSERT INTO accounts VALUES ('a', x'', '', '{}');
                 INSERT INTO sessions VALUES ('cs_1', 'a', x'', '{}', 0, 0, NULL);
                 INSERT INTO charges VALUES
                    ('cs_1', 't', 'P-1', 1, 2, 3, '1111', 'visa', 'k', NULL, 0);",
            )
            .unwrap();
        drop(first);
        let store = Store::open(&Storage::File(path)).unwrap();
        let charges = store.read(|tx| charges::list(tx, None)).await.unwrap();
        let charge = charges.first().unwrap();
        assert_eq!((&*charge.method, charge.last4.as_deref()), ("card", Some("1111")));
        assert_eq!((charge.total_amount.0, charge.idempotency_key.as_deref()), (3, Some("k")));
    }

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("later.sqlite");
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(Store::open(&Storage::File(path)), Err(StoreError::TooNew(99))));
    }
}
