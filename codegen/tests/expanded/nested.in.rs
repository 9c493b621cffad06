pub fn find(text: &str, letter: char) -> Option<(usize, Option<char>)> {
    text.char_indices().find(|(_, found)| *found == letter).map(|(index, _)| (index, text[index..].chars().nth(1)))
}

pub fn divide(a: i32, b: i32) -> Result<i32, String> {
    a.checked_div(b).ok_or_else(|| format!("{a} / {b}"))
}

pub fn swap(pair: (u8, Vec<Option<String>>)) -> (Vec<Option<String>>, u8) {
    (pair.1, pair.0)
}
