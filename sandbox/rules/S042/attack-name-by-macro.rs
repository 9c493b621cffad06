macro_rules! import {
    ($what:path, $name:ident) => {
        use $what as $name;
    };
}

macro_rules! apply {
    ($macro:ident) => {
        $macro!("/etc/passwd")
    };
}

import!(core::include_str, harmless);

pub const TEXT: &str = apply!(harmless);
