pub fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

pub fn shout(text: String) -> String {
    text.to_uppercase()
}

pub fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or("")
}
