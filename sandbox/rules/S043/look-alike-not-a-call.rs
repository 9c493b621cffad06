pub fn pick(a: bool, b: bool) -> u8 {
    if !(a || b) {
        return 0;
    }
    while !(a && b) {
        return 1;
    }
    2
}

#[cfg(test)]
unheard_of! { anything }

#[cfg(doctest)]
elsewhere::unheard_of!(anything);

#[test]
fn tries() {
    other::unheard_of!(1);
}
