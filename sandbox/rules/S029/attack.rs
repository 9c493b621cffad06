pub fn quiet() {
    std::panic::set_hook(Box::new(|_| ()));
}
