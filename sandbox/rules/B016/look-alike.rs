pub fn chosen(fast: bool) -> fn(u8) -> u8 {
    if fast { |x| x } else { |x| x.wrapping_add(1) }
}
