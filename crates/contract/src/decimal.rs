//! Whole numbers as text. `to_string` writes them through the standard library's formatter, which
//! can pad, align and round: 600 bytes of brotli in the app for nothing it needs.

/// The digits of a number.
pub fn digits(mut number: u64) -> String {
    let mut text = String::new();
    loop {
        // Less than ten.
        text.insert(0, char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return text;
        }
    }
}

/// A number with its sign, if it is negative.
pub fn signed(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    [sign, &digits(number.unsigned_abs())].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for number in [0, 1, 9, 10, 99, 100, 1_234_567_890, u64::MAX] {
            assert_eq!(digits(number), number.to_string());
        }
        for number in [0, 7, -7, 1_000, -1_000, i64::MAX, i64::MIN] {
            assert_eq!(signed(number), number.to_string());
        }
    }
}
