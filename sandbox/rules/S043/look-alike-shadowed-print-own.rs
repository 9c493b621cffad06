mod log {
    macro_rules! note { ($($t:tt)*) => { format!($($t)*) } }
    pub(crate) use note;
}
use log::note;
pub fn run() -> String {
    note!("{}-{}", 4, 2)
}
