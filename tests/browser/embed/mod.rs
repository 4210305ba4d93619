//! In merchants' pages: every page of the demo, what may be asked of the element, what goes wrong in
//! it, and who gets nothing.

mod calls;
mod failures;
mod hostile;
mod money;
mod pages;
mod versions;
