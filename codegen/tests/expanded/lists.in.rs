pub fn sum(numbers: &[i64]) -> i64 {
    numbers.iter().sum()
}

pub fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

pub fn join(words: &[String], numbers: Vec<u8>) -> String {
    format!("{words:?} {numbers:?}")
}
