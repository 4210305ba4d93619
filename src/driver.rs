//! Owns the machine: queues events, steps it, carries out its commands, tells readers.

use crate::perform::{self, Session};
use checkout::{Boot, Checkout, Command, Event};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// The one way to the machine. Read through [`Driver::now`], write through [`Driver::send`].
#[derive(Clone, Copy)]
pub struct Driver {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    changed: Trigger,
}

struct Inner {
    machine: RefCell<Checkout>,
    queue: RefCell<VecDeque<Event>>,
    busy: RefCell<bool>,
    session: Session,
}

impl Driver {
    /// Starts the machine for this page.
    pub fn start(boot: Boot, session: Session) -> Self {
        let (machine, commands) = Checkout::start(boot);
        let inner = Inner {
            machine: RefCell::new(machine),
            queue: RefCell::default(),
            busy: RefCell::new(false),
            session,
        };
        let driver =
            Self { inner: StoredValue::new_local(Rc::new(inner)), changed: Trigger::new() };
        driver.carry_out(commands);
        driver
    }

    /// Tells the machine what happened. A command that reports back at once is queued behind.
    pub fn send(self, event: Event) {
        // An answer may arrive after the page was torn down.
        let Some(inner) = self.inner.try_get_value() else { return };
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
        inner.busy.replace(false);
        self.changed.notify();
    }

    fn carry_out(self, commands: Vec<Command>) {
        for command in commands {
            perform::perform(self, command);
        }
    }

    /// A value drawn from the machine; what reads it runs again whenever the machine has moved.
    pub fn now<T>(self, draw: impl FnOnce(&Checkout) -> T) -> T {
        self.changed.track();
        self.peek(draw)
    }

    /// A value drawn from the machine now, without listening for changes.
    pub fn peek<T>(self, draw: impl FnOnce(&Checkout) -> T) -> T {
        self.inner.with_value(|inner| draw(&inner.machine.borrow()))
    }

    /// What calls to the API need.
    pub fn session(self) -> Session {
        self.inner.with_value(|inner| inner.session.clone())
    }
}
