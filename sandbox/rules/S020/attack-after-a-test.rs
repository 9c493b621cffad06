#[cfg(test)]
unheard_of! {}

pub fn leave() {
    std::process::exit(1)
}

#[test]
fn tries() {}

pub fn go() {
    std::process::abort()
}
