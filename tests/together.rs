//! The same plugin, built by many at once.

use std::sync::Barrier;

use plugwright::{BuiltFrom, Cache, Value};

use crate::plugins::{builder, folder_of};

#[test]
fn many_threads_that_build_the_same_build_it_once() {
    const THREADS: usize = 8;
    let (folder, cache) = (folder_of("pub fn value() -> u8 { 7 }"), tempfile::tempdir().expect("there is a place"));
    let begin = Barrier::new(THREADS);
    let build = || {
        begin.wait();
        let plugin = builder(folder.path()).cache(Cache::at(cache.path())).build().expect("it builds");
        assert_eq!(plugin.call("value", &[]), Ok(Value::from(7_u8)));
        plugin.origin()
    };
    let origins: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(build)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let built = origins.iter().filter(|origin| **origin == BuiltFrom::Sources).count();
    assert_eq!((built, origins.len()), (1, THREADS));
}
