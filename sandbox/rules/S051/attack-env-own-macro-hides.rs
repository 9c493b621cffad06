macro_rules! secret {
    () => {
        "HOME"
    };
}
pub fn run() -> String {
    option_env!(secret!()).unwrap_or("").to_string()
}
#[allow(unused_macros)]
mod z {
    macro_rules! option_env {
        () => {};
    }
}
