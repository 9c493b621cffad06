#[macro_use(env)]
extern crate std;
pub fn run() -> String {
    env!("HOME").into()
}
