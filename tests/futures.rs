//! `async fn`s of a plugin, polled by the host: on any executor, from any thread, to their end or not.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use plugwright::{CallError, Capability, Future, Object, Plugin, Value};

use crate::plugins::{builder, call, fixture, function};

fn plugin() -> Plugin {
    builder(fixture("futures")).grant(Capability::Thread).build().unwrap_or_else(|error| panic!("{error}"))
}

/// Counts how often it is woken.
#[derive(Default)]
struct Task(AtomicUsize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

/// Polls once.
fn poll<F: std::future::Future + Unpin>(future: &mut F, task: &Arc<Task>) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(&Waker::from(task.clone())))
}

/// An executor: polls until a future is ready, as often as it is woken.
pub(crate) fn run<F: std::future::Future>(future: F) -> F::Output {
    struct Unpark(thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Calls an `async fn` and runs what it returns.
macro_rules! run {
    ($plugin:ident $name:literal ($($arg:expr),*): ($($param:ty),*) -> $result:ty) => {
        run(function(&$plugin, $name)
            .typed_async::<($($param,)*), $result>()
            .unwrap_or_else(|error| panic!("{error}"))
            .call(($($arg,)*)))
    };
}

#[test]
fn futures_are_polled_to_their_end() {
    let p = plugin();
    // What is allocated once is there then.
    run!(p "sum"(vec![1]): (Vec<u64>) -> u64).expect("no panic");
    let before = p.memory().live;
    assert_eq!(run!(p "sum"(vec![1, 2, 3]): (Vec<u64>) -> u64), Ok(6));
    assert_eq!(
        run!(p "greet"("Ada", &["Bob", "Eve"]): (&str, &[&str]) -> String).as_deref(),
        Ok("Hello, Ada, Bob, Eve!")
    );
    assert_eq!(run!(p "nothing"(): () -> ()), Ok(()));
    assert_eq!(run!(p "ready"(3): (u8) -> u8), Ok(3));
    assert_eq!(run!(p "boxed"("four"): (&str) -> usize), Ok(4));
    assert_eq!(run!(p "checked"(7): (i32) -> Result<i32, String>), Ok(Ok(7)));
    assert!(run!(p "checked"(300): (i32) -> Result<i32, String>).expect("no panic").is_err());
    assert_eq!(
        run!(p "each"(vec![1, 2], &|number| number + 1): (Vec<u8>, &dyn Fn(u8) -> u8) -> Vec<u8>),
        Ok(vec![2, 3])
    );
    assert_eq!(p.memory().live, before);
}

#[test]
fn what_is_not_woken_is_not_polled() {
    let p = plugin();
    let task = Arc::new(Task::default());
    let wait = function(&p, "wait").typed_async::<(u32,), u32>().expect("the types are right");
    let mut future = wait.call((7,));
    assert_eq!(call!(p "running"(): () -> i64), Ok(0), "nothing runs before the first poll");
    assert_eq!(poll(&mut future, &task), Poll::Pending);
    assert_eq!(call!(p "running"(): () -> i64), Ok(1));
    assert_eq!(task.0.load(Relaxed), 0);
    assert_eq!(call!(p "wake"(): () -> usize), Ok(1));
    assert_eq!(task.0.load(Relaxed), 1);
    assert_eq!(poll(&mut future, &task), Poll::Ready(Ok(7)));
    drop(future);
    assert_eq!(Arc::strong_count(&task), 1, "the plugin keeps no waker");
}

#[test]
fn dropping_cancels_once() {
    let p = plugin();
    let cancelled = || {
        let task = Arc::new(Task::default());
        let wait = function(&p, "wait").typed_async::<(u32,), u32>().expect("the types are right");
        let mut future = wait.call((7,));
        assert_eq!(poll(&mut future, &task), Poll::Pending);
        drop(future);
        assert_eq!(call!(p "running"(): () -> i64), Ok(0));
        // The waker outlives its future.
        assert_eq!(call!(p "wake"(): () -> usize), Ok(1));
        assert_eq!(task.0.load(Relaxed), 1);
        drop(wait.call((7,)));
        let mut dynamic = p.library().call_async("wait", &[Value::from(7)]);
        assert_eq!(poll(&mut dynamic, &task), Poll::Pending);
        drop(dynamic);
        assert_eq!(call!(p "running"(): () -> i64), Ok(0));
        assert_eq!(call!(p "wake"(): () -> usize), Ok(1));
        assert_eq!(Arc::strong_count(&task), 1);
        p.memory().live
    };
    assert_eq!(cancelled(), cancelled());
}

#[test]
fn a_waker_may_be_called_from_any_thread() {
    let p = plugin();
    assert_eq!(run!(p "elsewhere"(): () -> bool), Ok(true));
    assert_eq!(p.call("elsewhere", &[]), Ok(Value::Bool(true)));
}

#[test]
fn a_panic_is_the_output() {
    let p = plugin();
    let error = run!(p "fails"(): () -> u8).expect_err("it panics");
    assert_eq!(error.to_string(), "`fails` panicked at src/lib.rs:126:5: out of luck");
    assert_eq!(call!(p "running"(): () -> i64), Ok(0));
    let error = run(p.library().call_async("fails", &[])).expect_err("it panics");
    assert!(matches!(error, CallError::Panicked { .. }));
    let away = |_: u8| -> u8 { panic!("away") };
    let error = run!(p "each"(vec![1], &away): (Vec<u8>, &dyn Fn(u8) -> u8) -> Vec<u8>).expect_err("it panics");
    assert_eq!(error.to_string(), "`each` panicked at a callback of the host: away");
}

#[test]
fn futures_are_as_free_as_the_compiler_says() {
    let p = plugin();
    let sum = function(&p, "sum").typed_async::<(Vec<u64>,), u64>().expect("the types are right");
    let free: Future<'_, u64, dyn Send> = sum.call((vec![1, 2],)).claim().expect("it is `Send`");
    assert_eq!(thread::spawn(|| run(free)).join().expect("no panic"), Ok(3));
    let local = function(&p, "local").typed_async::<(), u8>().expect("the types are right");
    let kept = local.call(()).claim::<dyn Send>().expect_err("it holds an `Rc`");
    assert_eq!(run(kept), Ok(1));
    // One that borrows a closure of this thread's stays as well.
    let each =
        function(&p, "each").typed_async::<(Vec<u8>, &dyn Fn(u8) -> u8), Vec<u8>>().expect("the types are right");
    assert!(each.call((vec![], &|number| number)).claim::<dyn Send>().is_err());
}

#[test]
fn methods_of_objects_are_async_as_well() {
    let p = plugin();
    let mut counter = run!(p "Counter::new"(40): (i64) -> Object).expect("no panic");
    assert_eq!(run!(p "Counter::add"(&mut counter, 2): (&mut Object, i64) -> i64), Ok(42));
    assert_eq!(run!(p "Counter::count"(&counter): (&Object) -> i64), Ok(42));
    assert_eq!(run!(p "Counter::finish"(counter): (Object) -> i64), Ok(42));
}

#[test]
fn dynamic_calls_wait_or_give_a_future() {
    let p = plugin();
    assert_eq!(p.call("sum", &[Value::from(vec![1_u64, 2])]), Ok(Value::from(3)));
    let counter = p.call("Counter::new", &[Value::from(1)]).expect("no panic");
    let task = Arc::new(Task::default());
    let mut add = p.library().call_async("Counter::add", &[counter.clone(), Value::from(2)]);
    assert_eq!(poll(&mut add, &task), Poll::Pending);
    // What a future borrows is in use as long as it lives.
    let error = p.call("Counter::count", std::slice::from_ref(&counter)).expect_err("it is lent");
    assert!(error.to_string().ends_with("found an object that is in use"), "{error}");
    assert_eq!(poll(&mut add, &task), Poll::Ready(Ok(Value::from(3))));
    drop(add);
    assert_eq!(p.call("Counter::count", &[counter]), Ok(Value::from(3)));
    // Whatever is no `async fn` is ready at once.
    assert_eq!(run(p.library().call_async("running", &[])), Ok(Value::from(0)));
    let error = run(p.library().call_async("sum", &[])).expect_err("an argument is missing");
    assert!(matches!(error, CallError::ArgumentCount { .. }));
}

#[test]
fn a_future_keeps_its_library() {
    let p = plugin();
    let mut future = p.library().call_async("wait", &[Value::from(1)]);
    let (task, wake) = (Arc::new(Task::default()), function(&p, "wake"));
    assert_eq!(poll(&mut future, &task), Poll::Pending);
    drop(p.unload());
    wake.call(&[]).expect("no panic");
    drop(wake);
    assert_eq!(poll(&mut future, &task), Poll::Ready(Ok(Value::from(1))));
}

#[test]
fn an_async_function_is_of_another_type() {
    let sum = function(&plugin(), "sum");
    let error = sum.typed::<(Vec<u64>,), u64>().expect_err("it gives a future").to_string();
    assert!(error.contains("fn(Vec<u64>) -> impl Future<Output = u64>"), "{error}");
    assert!(sum.typed_async::<(Vec<u64>,), u32>().is_err());
    assert!(function(&plugin(), "running").typed_async::<(), i64>().is_err());
}
