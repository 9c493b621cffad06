mod process {
    pub fn exit(code: i32) -> i32 {
        code
    }
}

pub struct Command;

pub fn leave(code: i32) -> i32 {
    process::exit(code)
}
