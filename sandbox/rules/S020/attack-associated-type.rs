trait T {
    type O;
}
impl T for u8 {
    type O = std::process::Command;
}
pub fn run() -> i64 {
    <<u8 as T>::O>::new("id").spawn().is_ok() as i64
}
