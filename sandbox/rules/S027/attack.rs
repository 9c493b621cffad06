pub fn give_up() {
    std::alloc::handle_alloc_error(std::alloc::Layout::new::<u8>())
}
