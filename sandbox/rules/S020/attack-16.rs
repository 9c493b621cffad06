#[derive(std::hash::Hash)] pub struct S([u8; { std::process::id() as usize }]);
