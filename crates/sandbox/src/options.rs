//! How a sandbox is started.

use crate::store::Storage;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// Which ports the six servers take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// 4240 (shop), 4241 (checkout), 4242 (API), 4243 (processor), 4244 (frames), 4245 (vendors).
    Fixed,
    /// Whatever is free.
    Any,
}

impl Ports {
    /// The shop's, the checkout's, the API's, the processor's, the frames', the vendors'. 0: any.
    pub(crate) const fn numbers(self) -> [u16; 6] {
        match self {
            Self::Fixed => [4240, 4241, 4242, 4243, 4244, 4245],
            Self::Any => [0; 6],
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
    /// How much faster than in production the page waits and gives up; 1 or more. For tests.
    pub pace: NonZeroU32,
}

impl Default for Options {
    /// Loopback, fixed ports, in memory, the app in `dist`.
    fn default() -> Self {
        Self {
            bind: Ipv4Addr::LOCALHOST.into(),
            ports: Ports::Fixed,
            storage: Storage::Memory,
            dist: "dist".into(),
            pace: NonZeroU32::MIN,
        }
    }
}
