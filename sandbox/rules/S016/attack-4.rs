#[derive(Debug, Serialize)] pub struct S;
