//! Every word a payer reads.
