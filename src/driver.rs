//! Owns the machine: queues events, steps it, carries out its commands, tells readers.

use crate::perform::{self, Session};
use checkout::{Boot, Checkout, Command, Event};
use leptos::prelude::{ArcTrigger, Notify, Track};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

/// The one way to the machine. Read through [`Driver::now`], write through [`Driver::send`].
///
/// There is one, for as long as the page, so that what reads it carries an address and no more.
#[derive(Clone, Copy)]
pub struct Driver(&'static Inner);

struct Inner {
    machine: RefCell<Checkout>,
    queue: RefCell<VecDeque<Event>>,
    busy: Cell<bool>,
    session: Session,
    changed: ArcTrigger,
}

impl Driver {
    /// Starts the machine for this page.
    pub fn start(boot: Boot, session: Session) -> Self {
        let (machine, commands) = Checkout::start(boot);
        let driver = Self(Box::leak(Box::new(Inner {
            machine: RefCell::new(machine),
            queue: RefCell::default(),
            busy: Cell::new(false),
            session,
            changed: ArcTrigger::new(),
        })));
        driver.carry_out(commands);
        driver
    }

    /// Tells the machine what happened. A command that reports back at once is queued behind.
    pub fn send(self, event: Event) {
        let inner = self.0;
        inner.queue.borrow_mut().push_back(event);
        if inner.busy.replace(true) {
            return;
        }
        loop {
            let next = inner.queue.borrow_mut().pop_front();
            let Some(event) = next else { break };
            let commands = inner.machine.borrow_mut().step(event);
            self.carry_out(commands);
        }
        inner.busy.set(false);
        inner.changed.notify();
    }

    fn carry_out(self, commands: Vec<Command>) {
        for command in commands {
            perform::perform(self, command);
        }
    }

    /// A value drawn from the machine; what reads it runs again whenever the machine has moved.
    pub fn now<T>(self, draw: impl FnOnce(&Checkout) -> T) -> T {
        self.0.changed.track();
        self.peek(draw)
    }

    /// A value drawn from the machine now, without listening for changes.
    pub fn peek<T>(self, draw: impl FnOnce(&Checkout) -> T) -> T {
        draw(&self.0.machine.borrow())
    }

    /// What calls to the API need.
    pub fn session(self) -> Session {
        self.0.session.clone()
    }
}
