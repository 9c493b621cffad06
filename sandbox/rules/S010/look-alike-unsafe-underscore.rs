pub fn unsafe_(x: i64) -> i64 {
    x
}
pub fn is_unsafe() -> bool {
    false
}
pub fn run() -> String {
    format!("{} unsafe {{ }} {}", unsafe_(1), is_unsafe())
}
