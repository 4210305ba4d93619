//! Where the payer may be sent: an absolute `https` URL without credentials.
//!
//! Threats T14 to T16. The API's answer is the only source of such URLs, and the API holds the
//! merchant's list of hosts; what is judged here is what no honest list would hold. Nothing is
//! parsed here: the browser's own parser, the one that will follow the URL, has read it, alone and
//! without a base, so `//evil.example` has failed before it comes here.

use core::net::Ipv4Addr;

/// Longer URLs are refused (F47): servers and browsers begin to differ.
const LONGEST: usize = 8 * 1024;

/// An absolute URL as the browser's `URL` read it.
#[derive(Clone, Copy)]
pub struct UrlParts<'a> {
    /// The whole, written by the parser.
    pub href: &'a str,
    /// With its colon: `https:`.
    pub protocol: &'a str,
    /// Empty if there is none.
    pub username: &'a str,
    /// Empty if there is none.
    pub password: &'a str,
    /// Without the port; IPv6 in brackets.
    pub hostname: &'a str,
}

/// A URL to which the payer may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeUrl(String);

/// Why a URL is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsafe {
    /// Not `https`; or `http` to another machine.
    Scheme,
    /// A user name or a password in it, which can make one host look like another.
    Credentials,
    /// No host.
    Host,
    /// Longer than 8 KiB.
    TooLong,
}

impl SafeUrl {
    /// Judges a URL. What passes is the parser's own writing of it, unchanged: a signature in it
    /// stays whole.
    pub fn judge(parts: &UrlParts<'_>) -> Result<Self, Unsafe> {
        let UrlParts { href, protocol, username, password, hostname } = *parts;
        if href.len() > LONGEST {
            return Err(Unsafe::TooLong);
        }
        let allowed = match protocol {
            "https:" => true,
            // A developer's own machine.
            "http:" => is_loopback(hostname),
            _ => false,
        };
        // The parts and the whole must be of one URL.
        let written = href.strip_prefix(protocol).is_some_and(|rest| rest.starts_with("//"));
        if !allowed || !written {
            return Err(Unsafe::Scheme);
        }
        if !username.is_empty() || !password.is_empty() {
            return Err(Unsafe::Credentials);
        }
        if hostname.is_empty() {
            return Err(Unsafe::Host);
        }
        Ok(Self(href.to_owned()))
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The parser has already written `0x7f000001` and `127.1` as `127.0.0.1`.
fn is_loopback(hostname: &str) -> bool {
    hostname == "localhost"
        || hostname.ends_with(".localhost")
        || hostname == "[::1]"
        || hostname.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
