macro_rules! named {
    ($root:ident : $module:ident) => {
        $root::$module::id()
    };
}
macro_rules! behind_colon {
    (root: $root:ident) => {
        $root::process::id()
    };
}
macro_rules! behind_dots {
    (.. $root:tt) => {
        behind_colon!(root: $root)
    };
}
macro_rules! imported {
    (of . $root:ident) => {
        use $root as base;
    };
}

imported!(of.std);

pub fn run() -> u32 {
    named!(std: process) + behind_colon!(root: std) + behind_dots!(..std)
}
