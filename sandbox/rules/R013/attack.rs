use std::sync::Mutex;

static STATE: Mutex<u8> = Mutex::new(0);

pub fn run(index: usize) -> u8 {
    let mut state = STATE.lock().unwrap();
    *state += 1;
    [1_u8, 2][index]
}
