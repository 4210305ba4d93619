//! What the commands tell the person in front of them. The one place that prints.

use std::fmt::Display;
use std::time::Duration;

/// A line of progress or of result, on standard output.
#[expect(clippy::print_stdout, reason = "the terminal is this program's user interface")]
pub fn line(text: impl Display) {
    println!("{text}");
}

/// What went wrong and why, outermost first.
pub fn failure(error: &anyhow::Error) {
    let causes = error.chain().map(ToString::to_string).collect::<Vec<_>>();
    line(format_args!("error: {}", causes.join("\n  because: ")));
}

/// A heading that separates the parts of a long run.
pub fn heading(text: impl Display) {
    line(format_args!("\n== {text}"));
}

/// Seconds for short spans, minutes for long ones: `0.8 s`, `42 s`, `3 min 05 s`.
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..=9 => format!("{:.1} s", time.as_secs_f64()),
        10..=99 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Bytes with thousands set apart: `88,412`.
pub fn bytes(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_bytes_read_like_a_person_writes_them() {
        assert_eq!(span(Duration::from_millis(840)), "0.8 s");
        assert_eq!(span(Duration::from_secs(42)), "42 s");
        assert_eq!(span(Duration::from_secs(185)), "3 min 05 s");
        assert_eq!(
            [0, 12, 999, 1_000, 88_412, 1_234_567].map(bytes),
            ["0", "12", "999", "1,000", "88,412", "1,234,567"]
        );
    }
}
