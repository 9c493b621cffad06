macro_rules! imports {
    ($keyword:ident) => {
        $keyword std as sys;
    };
}
imports!(use);

pub fn run() {
    sys::process::exit(0)
}
