use std::time::Instant as Moment;

pub fn elapsed() -> u128 {
    let start = Moment::now();
    start.elapsed().as_nanos()
}
