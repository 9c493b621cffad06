macro_rules! imports {
    ($root:ident $keyword:tt) => {
        $keyword $root as sys;
    };
}
macro_rules! imports_group {
    ($root:ident $keyword:ident) => {
        $keyword {$root as base};
    };
}
imports!(std use);
imports_group!(std use);

pub fn run() {
    sys::process::exit(base::process::id() as i32)
}
