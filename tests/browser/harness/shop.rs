//! A merchant's own page, which counts how often payers come back to it.

use anyhow::Result;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// How the page fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fare {
    /// It answers.
    Up,
    /// It takes the request and hangs up.
    Down,
}

/// A merchant. Lives as long as the test program.
#[derive(Clone, Debug)]
pub struct Shop {
    origin: String,
    /// What was asked for, first lines without the method.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    /// Opens one on a free port.
    pub fn open(fare: Fare) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let origin = format!("http://{}", listener.local_addr()?);
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let heard = Arc::clone(&heard);
                // A thread each: browsers open connections ahead of time and say nothing on them.
                std::thread::spawn(move || answer(stream, &heard, fare));
            }
        });
        Ok(Self { origin, asked })
    }

    /// Where payers come back to.
    pub fn success_url(&self) -> String {
        format!("{}/success?session_id={{CHECKOUT_SESSION_ID}}", self.origin)
    }

    /// Whether an address is this merchant's.
    pub fn owns(&self, address: &str) -> bool {
        address.starts_with(&self.origin)
    }

    /// How often a payer came back from a session.
    pub fn visits(&self, session: &str) -> usize {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().filter(|path| path.starts_with("/success") && path.contains(session)).count()
    }
}

fn answer(mut stream: TcpStream, heard: &Mutex<Vec<String>>, fare: Fare) {
    let mut request = [0; 8192];
    let Ok(length @ 1..) = stream.read(&mut request) else { return };
    let text = String::from_utf8_lossy(&request[..length]);
    let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
    heard.lock().unwrap_or_else(PoisonError::into_inner).push(path);
    if fare == Fare::Down {
        return;
    }
    let page = "<!doctype html><html lang=en><title>Thank you</title><main>Thank you</main></html>";
    let headers = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
    // Who hangs up early gets nothing.
    let _ = write!(stream, "{headers}Content-Length: {}\r\n\r\n{page}", page.len());
}
