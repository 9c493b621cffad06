macro_rules! asm { ($($op:ident $n:literal);* $(;)?) => { 0 $(+ $n)* } }
pub fn run() -> i64 {
    asm!(push 40; add 2;)
}
