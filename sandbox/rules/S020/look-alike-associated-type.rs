pub trait Task {
    type Command;
}

impl Task for u8 {
    type Command = Vec<u8>;
}

pub fn run() -> usize {
    <<u8 as Task>::Command>::new().len()
}
