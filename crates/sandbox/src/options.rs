//! How a sandbox is started.

use crate::store::Storage;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

/// Which ports the four servers take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// 4240 (shop), 4241 (checkout), 4242 (API), 4243 (processor).
    Fixed,
    /// Whatever is free.
    Any,
}

impl Ports {
    /// The shop's, the checkout's, the API's, the processor's. 0: any.
    pub(crate) const fn numbers(self) -> [u16; 4] {
        match self {
            Self::Fixed => [4240, 4241, 4242, 4243],
            Self::Any => [0; 4],
        }
    }
}

/// What to start.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen at. Anything but loopback lets others in; there is nothing in a
    /// sandbox that keeps them out.
    pub bind: IpAddr,
    /// The ports.
    pub ports: Ports,
    /// Where the state lives.
    pub storage: Storage,
    /// The built app. Need not exist yet.
    pub dist: PathBuf,
}

impl Default for Options {
    /// Loopback, fixed ports, in memory, the app in `dist`.
    fn default() -> Self {
        Self {
            bind: Ipv4Addr::LOCALHOST.into(),
            ports: Ports::Fixed,
            storage: Storage::Memory,
            dist: "dist".into(),
        }
    }
}
