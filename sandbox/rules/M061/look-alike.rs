pub mod pipe;

//- src/pipe.rs
pub fn name() -> &'static str {
    "/dev/null"
}
//- empty.fifo
