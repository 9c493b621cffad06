macro_rules! echo {
    (. $($token:tt)*) => {
        $($token)*
    };
}
echo!(.use std as sys;);

pub fn run(which: u8) {
    match which {
        0 => sys::process::exit(0),
        _ => echo!(.std::process::exit(0)),
    }
}
