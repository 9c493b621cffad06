pub fn run(x: i64) -> i64 {
    match x {
        #[cfg(test)]
        union if true => 1,
        _ => std::process::exit(1),
    }
}
