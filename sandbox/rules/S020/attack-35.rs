pub struct S(#[cfg(test)] pub fn(), pub std::process::Command);
