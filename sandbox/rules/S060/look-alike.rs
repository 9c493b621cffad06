#[cfg(windows)]
pub const SEPARATOR: char = '\\';

#[cfg(not(windows))]
pub const SEPARATOR: char = '/';

#[cfg(test)]
mod tests {
    #[test]
    fn reads() {
        std::fs::read("x").unwrap();
    }
}
