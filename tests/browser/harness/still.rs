//! An address to go to without leaving the page.

use anyhow::Result;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};

/// A server that answers everything with 204, upon which browsers stay where they are. Lives as
/// long as the test program; hands back its address.
pub fn still() -> Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let url = format!("http://{}/", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // One read is enough of a request to answer; who hangs up early gets nothing.
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
    });
    Ok(url)
}
