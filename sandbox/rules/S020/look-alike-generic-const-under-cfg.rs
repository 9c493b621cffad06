pub fn size<#[cfg(not(test))] const N: usize>() -> i64 {
    N as i64
}
pub fn run() -> i64 {
    size::<42>()
}
