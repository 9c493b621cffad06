pub fn run() -> i64
where
    [(); include_bytes!("/etc/hostname").len()]: Sized,
{
    1
}
