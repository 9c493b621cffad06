pub fn größe(δ: i64) -> i64 {
    δ * 2
}
pub fn run() -> String {
    format!("{} 🦀 {}", größe(21), "Привет".chars().count())
}
