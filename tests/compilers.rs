//! Plugins of another compiler than the host's. `cargo xtask compilers` runs the tests of what crosses with such plugins; here
//! is what shows that they are.

use plugwright::{Builder, Cache};

use crate::plugins::{builder, cache, folder_of, other_compiler};

#[test]
fn plugins_are_of_the_compiler_that_was_asked_for() {
    let folder = folder_of("pub fn add(a: i64, b: i64) -> i64 { a + b }");
    let asked = builder(folder.path()).build().expect("it builds");
    let own = Builder::new(folder.path()).cache(Cache::at(cache())).build().expect("it builds");
    let (asked, own) = (asked.library(), own.library());
    assert_eq!(asked.rustc() != own.rustc(), other_compiler().is_some(), "{} and {}", asked.rustc(), own.rustc());
    for library in [asked, own] {
        let add = library.function("add").expect("it is there").typed::<(i64, i64), i64>().expect("so");
        assert_eq!(add.call((2, 3)), Ok(5));
    }
}
