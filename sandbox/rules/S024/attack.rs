use std::thread as t;

pub fn later() {
    t::spawn(|| loop {});
}
