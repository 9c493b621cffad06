pub trait Read { fn read(&self) -> u8; } impl Read for u8 { fn read(&self) -> u8 { *self } }
