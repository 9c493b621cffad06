//! Iterators of a plugin, pulled by the host: as far as it likes, and never all at once.

use std::thread;

use plugwright::{Iter, Object, Plugin, Value};

use crate::plugins::{builder, call, fixture, function};

fn plugin() -> Plugin {
    builder(fixture("iterators")).build().unwrap_or_else(|error| panic!("{error}"))
}

/// Calls a function and takes its iterator.
macro_rules! pull {
    ($plugin:ident $name:literal ($($arg:expr),*): ($($param:ty),*) -> $item:ty) => {
        function(&$plugin, $name)
            .typed_iter::<($($param,)*), $item>()
            .unwrap_or_else(|error| panic!("{error}"))
            .call(($($arg,)*))
            .unwrap_or_else(|error| panic!("{error}"))
    };
}

#[test]
fn an_iterator_of_the_standard_library_is_pulled() {
    let p = plugin();
    let text = "one two".to_owned();
    let mut parts = pull!(p "parts"(&text): (&str) -> String);
    assert_eq!(
        [parts.next(), parts.next(), parts.next()],
        [Some(Ok("one".to_owned())), Some(Ok("two".to_owned())), None]
    );
    let book = call!(p "Book::new"(vec!["a".to_owned()]): (Vec<String>) -> Object).expect("no panic");
    assert_eq!(call!(p "Book::iter"(&book): (&Object) -> Vec<String>), Ok(vec!["a".to_owned()]));
}

#[test]
fn items_are_pulled_one_by_one() {
    let p = plugin();
    let before = p.memory().live;
    let mut numbers = pull!(p "counted"(40): (u64) -> u64);
    assert_eq!(call!(p "alive"(): () -> i64), Ok(1));
    assert_eq!(numbers.by_ref().take(2).collect::<Result<Vec<_>, _>>(), Ok(vec![41, 42]));
    assert_eq!(numbers.next(), Some(Ok(43)));
    drop(numbers);
    assert_eq!(call!(p "alive"(): () -> i64), Ok(0), "it is dropped with the host's");
    let all = |items: Iter<'_, String>| items.collect::<Result<Vec<_>, _>>();
    assert_eq!(all(pull!(p "words"("one two"): (&str) -> String)), Ok(vec!["one".into(), "two".into()]));
    let mut squares = pull!(p "squares"(2): (u32) -> u32);
    assert_eq!(
        [squares.next(), squares.next(), squares.next(), squares.next()],
        [Some(Ok(0)), Some(Ok(1)), None, None]
    );
    let pairs = pull!(p "boxed"(vec!["a".to_owned()]): (Vec<String>) -> (usize, String));
    assert_eq!(pairs.collect::<Result<Vec<_>, _>>(), Ok(vec![(0, "a".to_owned())]));
    assert_eq!(pull!(p "list"(&[1, 2]): (&[i64]) -> i64).count(), 2);
    let change = |number| number * 2;
    let mapped = pull!(p "mapped"(vec![1, 2], &change): (Vec<i64>, &dyn Fn(i64) -> i64) -> i64);
    assert_eq!(mapped.collect::<Result<Vec<_>, _>>(), Ok(vec![2, 4]));
    assert_eq!(p.memory().live, before);
}

#[test]
fn the_same_functions_give_lists() {
    let p = plugin();
    assert_eq!(call!(p "squares"(3): (u32) -> Vec<u32>), Ok(vec![0, 1, 4]));
    assert_eq!(call!(p "words"("one two"): (&str) -> Vec<String>), Ok(vec!["one".into(), "two".into()]));
}

#[test]
fn an_iterator_may_borrow_an_object() {
    let p = plugin();
    let mut book = call!(p "Book::new"(vec!["one".into(), "two".into()]): (Vec<String>) -> Object).expect("no panic");
    let lines = pull!(p "Book::lines"(&book): (&Object) -> String);
    assert_eq!(lines.collect::<Result<Vec<_>, _>>(), Ok(vec!["one".into(), "two".into()]));
    assert_eq!(pull!(p "Book::drain"(&mut book): (&mut Object) -> String).next(), Some(Ok("one".into())));
    assert_eq!(pull!(p "Book::lines"(&book): (&Object) -> String).count(), 0);
}

#[test]
fn values_are_pulled_as_well() {
    let p = plugin();
    let mut numbers = function(&p, "counted").call_iter(&[Value::from(1)]).expect("no panic");
    assert_eq!([numbers.next(), numbers.next()], [Some(Ok(Value::from(2))), Some(Ok(Value::from(3)))]);
    assert_eq!(call!(p "alive"(): () -> i64), Ok(1));
    drop(numbers);
    assert_eq!(call!(p "alive"(): () -> i64), Ok(0));
    let words = function(&p, "words").call_iter(&[Value::from("one two")]).expect("no panic");
    assert_eq!(words.collect::<Result<Vec<_>, _>>(), Ok(vec![Value::from("one"), Value::from("two")]));
    // What an iterator borrows is in use as long as it lives.
    let book = p.call("Book::new", &[Value::from(vec!["one".to_owned()])]).expect("no panic");
    let lines = function(&p, "Book::lines").call_iter(std::slice::from_ref(&book)).expect("no panic");
    assert!(p.call("Book::drain", std::slice::from_ref(&book)).is_err());
    drop(lines);
    assert_eq!(p.call("Book::drain", &[book]), Ok(Value::from(vec!["one"])));
}

#[test]
fn a_panic_is_the_last_item() {
    let p = plugin();
    let mut items = pull!(p "fails"(1): (u8) -> u8);
    assert_eq!(items.next(), Some(Ok(0)));
    let error = items.next().and_then(Result::err).expect("it panics");
    assert_eq!(error.to_string(), "`fails` panicked at src/lib.rs:64:56: no 1");
    assert_eq!(items.next(), None);
}

#[test]
fn iterators_are_as_free_as_the_compiler_says() {
    let p = plugin();
    let free: Iter<'_, u64, dyn Send> = pull!(p "counted"(1): (u64) -> u64).claim().expect("it is `Send`");
    assert_eq!(thread::spawn(move || free.take(1).count()).join().expect("no panic"), 1);
    let kept = pull!(p "local"(): () -> u8).claim::<dyn Send>().expect_err("it holds an `Rc`");
    assert_eq!(kept.count(), 2);
}

#[test]
fn what_is_lent_for_the_call_alone_is_only_collected() {
    let p = plugin();
    let taken = function(&p, "taken");
    let mut list = vec![1, 2];
    assert_eq!(call!(p "taken"(&mut list): (&mut Vec<u8>) -> Vec<u8>), Ok(vec![1, 2]));
    assert!(list.is_empty());
    let error = taken.typed_iter::<(&mut Vec<u8>,), u8>().expect_err("it borrows the list").to_string();
    assert_eq!(error, "what `taken(list: &mut Vec<u8>) -> impl Iterator<Item = u8>` returns can only be collected");
    assert!(taken.call_iter(&[Value::Bytes(vec![1])]).is_err());
    assert!(function(&p, "alive").call_iter(&[]).is_err());
}

#[test]
fn an_iterator_keeps_its_library() {
    let p = plugin();
    let mut numbers = function(&p, "counted").call_iter(&[Value::from(1)]).expect("no panic");
    drop(p);
    assert_eq!(numbers.next(), Some(Ok(Value::from(2))));
}
