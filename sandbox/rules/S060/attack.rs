#[cfg(debug_assertions)]
fn extra() -> usize {
    0
}

#[cfg(not(debug_assertions))]
fn extra() -> usize {
    std::env::vars().count()
}

pub fn count() -> usize {
    extra()
}
