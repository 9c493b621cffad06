pub struct Pipe;

impl Pipe {
    pub fn leak(&self) -> &'static str {
        "drips"
    }
}

pub fn state() -> &'static str {
    Pipe::leak(&Pipe)
}
