pub mod cases {
    pub mod snake {
        pub fn to_snake(text: &str) -> String {
            text.to_lowercase()
        }
    }

    pub fn snake_to_snake(text: &str) -> String {
        snake::to_snake(text)
    }
}

pub fn r#type(r#fn: u8) -> u8 {
    r#fn
}
