pub mod shapes {
    use std::io;
    use std::path::Path;

    pub mod circle {
        pub const SIDES: u8 = 0;
        pub fn name() -> &'static str {
            "circle"
        }
    }
    pub mod square {
        pub const SIDES: u8 = 4;
        pub fn name() -> &'static str {
            "square"
        }
    }

    pub fn ending(path: &Path) -> io::Result<String> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.map(str::to_string).ok_or_else(|| io::Error::other("no ending"))
    }
}

macro_rules! made {
    ($($name:ident => $value:expr),*) => {
        $(pub mod $name {
            use std::fmt::*;

            pub fn env() -> String {
                let mut text = String::new();
                let _ = write!(text, "{}", $value);
                text
            }
        })*
    };
}
macro_rules! renamed {
    ($($shape:ident as $name:ident),*) => {
        $(use shapes::$shape as $name;)*
    };
}
macro_rules! grouped {
    ($($name:ident),*) => {
        use shapes::{$($name),*};
    };
}
macro_rules! sides {
    ($($shape:ident),*) => {
        0 $(+ $shape::SIDES)*
    };
}

made!(process => 1, thread => 2);
renamed!(circle as round, square as even);
grouped!(circle, square);

pub fn run() -> String {
    let sides = sides!(circle, square, round);
    format!("{}{}{sides}{}{}", process::env(), thread::env(), round::name(), even::name())
}
