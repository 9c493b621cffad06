use std::sync::mpsc;

pub fn run(_index: usize) -> u8 {
    let (sender, receiver) = mpsc::channel();
    drop(sender.send(1_u8));
    receiver.recv().unwrap_or_default()
}
