pub fn run<#[cfg(test)] const N: usize>() {
    std::process::exit(1)
}
pub fn go() {
    run()
}
