macro_rules! join { ($($x:expr),*) => { [$($x),*].join("/") } }
pub fn run() -> String {
    let path = "a";
    let io = "b";
    let process = "c";
    join!(path, io, process)
}
