macro_rules! count {
    () => { 0 };
    ($head:tt $($tail:tt)*) => { 1 + count!($($tail)*) };
}

pub fn words(std: i64) -> i64 {
    println!("{}", std);
    count!(the quick :: brown fox)
}
