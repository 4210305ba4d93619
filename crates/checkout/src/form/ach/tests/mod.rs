mod cheque;
mod numbers;
