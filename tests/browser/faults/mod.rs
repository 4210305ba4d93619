//! What goes wrong between a payer's browser and the API, and what must hold all the same
//! (`docs/faults.md`).
//!
//! Every fault is made at the server, request by request (the sandbox's script), and everything
//! that is counted is counted there: what a browser sends again by itself is seen too.
//!
//! `grid` is every pair of faults on the first two confirms. The rows are the single faults of the
//! matrix, each a test named after its row.

mod cell;
mod grid;
mod pairs;
mod row;
mod rows_answers;
mod rows_merchant;
mod rows_refusals;
mod rows_return;
mod rows_session;
mod rows_start;
mod screen;
mod table;
mod tabs;
