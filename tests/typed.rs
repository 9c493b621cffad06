//! Typed calls, one per type that crosses, and what a mismatch says.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::NonZero;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use expect_test::{Expect, expect};
use plugwright::{CallError, Plugin, Value};

use crate::plugins::{builder, fixture};

fn plugin(name: &str) -> Plugin {
    builder(fixture(name)).build().unwrap_or_else(|error| panic!("{error}"))
}

/// Calls a function typed, by either lane, with its result and arguments given as expressions.
macro_rules! check {
    ($plugin:ident $name:literal ($($arg:expr),*): ($($param:ty),*) -> $result:ty = $expected:expr) => {{
        let func = $plugin.function($name).expect("there is such a function");
        let typed = func.typed::<($($param,)*), $result>().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(typed.call(($($arg,)*)), Ok::<$result, CallError>($expected), "{}", $name);
        let encoded = func.encoded::<($($param,)*), $result>().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(encoded.call(&($($arg,)*)), Ok::<$result, CallError>($expected), "{}, encoded", $name);
    }};
}

#[test]
fn scalars_cross() {
    let p = plugin("scalars");
    check!(p "not"(true): (bool) -> bool = false);
    check!(p "next_char"('a'): (char) -> Option<char> = Some('b'));
    check!(p "nothing"(()): (()) -> () = ());
    check!(p "echo_i8"(i8::MIN): (i8) -> i8 = i8::MIN);
    check!(p "echo_u16"(u16::MAX): (u16) -> u16 = u16::MAX);
    check!(p "echo_i32"(i32::MIN): (i32) -> i32 = i32::MIN);
    check!(p "echo_u64"(u64::MAX): (u64) -> u64 = u64::MAX);
    check!(p "echo_i128"(i128::MIN): (i128) -> i128 = i128::MIN);
    check!(p "echo_u128"(u128::MAX): (u128) -> u128 = u128::MAX);
    check!(p "echo_usize"(usize::MAX): (usize) -> usize = usize::MAX);
    check!(p "echo_f32"(0.1): (f32) -> f32 = 0.1);
    check!(p "echo_f64"(f64::MIN_POSITIVE): (f64) -> f64 = f64::MIN_POSITIVE);
    check!(p "twelve"(1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 0.5, 0.25):
        (u8, i8, u16, i16, u32, i32, u64, i64, u128, i128, f32, f64) -> f64 = 0.75);
}

#[test]
fn text_crosses() {
    let p = plugin("text");
    check!(p "shout"("grüß"): (&str) -> String = "GRÜSS".into());
    check!(p "consume"("hey".into()): (String) -> String = "hey!".into());
    check!(p "trimmed"(" a "): (&str) -> String = "a".into());
    check!(p "quoted"("a b"): (&str) -> String = "'a b'".into());
    check!(p "fixed"(): () -> String = "fixed".into());
    check!(p "longest"(&["a", "ccc"]): (&[&str]) -> Option<String> = Some("ccc".into()));
    check!(p "join"(&["a".into(), "b".into()], '-'): (&[String], char) -> String = "a-b".into());
    check!(p "words"("a b"): (&str) -> Vec<String> = vec!["a".into(), "b".into()]);
    check!(p "char_counts"(vec!["ß".into()]): (Vec<String>) -> Vec<(String, usize)> = vec![("ß".into(), 1)]);
    check!(p "shout"(""): (&str) -> String = String::new());
}

#[test]
fn lists_cross() {
    let p = plugin("lists");
    check!(p "sum"(&[1.5, 2.0]): (&[f64]) -> f64 = 3.5);
    check!(p "sum"(&[]): (&[f64]) -> f64 = 0.0);
    check!(p "reversed"(vec![1, 2]): (Vec<u8>) -> Vec<u8> = vec![2, 1]);
    check!(p "reversed"(vec![]): (Vec<u8>) -> Vec<u8> = vec![]);
    check!(p "tail"(&[1, 2, 3]): (&[u8]) -> Vec<u8> = vec![2, 3]);
    check!(p "doubled"(&[1, -2]): (&[i32]) -> Vec<i32> = vec![2, -4]);
    check!(p "transposed"(&[vec![1, 2], vec![3, 4]]): (&[Vec<i64>]) -> Vec<Vec<i64>> = vec![vec![1, 3], vec![2, 4]]);
    check!(p "totals"(&[&[1, 2], &[]]): (&[&[u32]]) -> Vec<u64> = vec![3, 0]);
    check!(p "cross"([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]): ([f64; 3], [f64; 3]) -> [f64; 3] = [0.0, 0.0, 1.0]);
    check!(p "flags"(&[true, false]): (&[bool]) -> Vec<bool> = vec![false, true]);
    check!(p "letters"(vec!['ß', 'x']): (Vec<char>) -> String = "ßx".into());
    check!(p "wide"(vec![i128::MIN, 1]): (Vec<i128>) -> Vec<u128> = vec![1 << 127, 1]);
    check!(p "grid"(2): (u8) -> Vec<[u8; 2]> = vec![[0, 1], [1, 2]]);
    check!(p "units"(vec![(), ()]): (Vec<()>) -> usize = 2);
    check!(p "empty"([]): ([u8; 0]) -> [String; 0] = []);
}

#[test]
fn choices_cross() {
    let p = plugin("choices");
    check!(p "checked"(9): (u32) -> Result<u32, String> = Ok(9));
    check!(p "checked"(10): (u32) -> Result<u32, String> = Err("larger than 9".into()));
    check!(p "coded"(-7): (i32) -> Result<(), i32> = Err(-7));
    check!(p "swapped"((1, "x")): ((i32, &str)) -> (String, i32) = ("x".into(), 1));
    let nested = || Some(vec![(1, None), (2, Some("x".to_owned()))]);
    check!(p "nested"(nested()): (Option<Vec<(u8, Option<String>)>>) -> Option<Vec<(u8, Option<String>)>> = nested());
    check!(p "outcomes"(vec![Ok(1), Err("no".into())]): (Vec<Result<u8, String>>) -> Result<Vec<u8>, String>
        = Err("no".into()));
    check!(p "maybe_words"(Some(&["a", "b"])): (Option<&[&str]>) -> Option<usize> = Some(2));
    check!(p "one"((7,)): ((u8,)) -> (u8,) = (7,));
    check!(p "outcome"(Some(true)): (Option<bool>) -> Result<Option<Result<bool, ()>>, char> = Ok(Some(Err(()))));
}

#[test]
fn collections_and_moments_cross() {
    let p = plugin("data");
    check!(p "counts"(&["a", "b", "a"]): (&[&str]) -> BTreeMap<String, usize>
        = BTreeMap::from([("a".into(), 2), ("b".into(), 1)]));
    check!(p "total"(HashMap::from([("a", 1), ("b", 2)])): (HashMap<&str, u64>) -> u64 = 3);
    check!(p "sorted"(HashSet::from(["b".into(), "a".into()])): (HashSet<String>) -> BTreeSet<String>
        = BTreeSet::from(["a".into(), "b".into()]));
    check!(p "boxes"(-1, "text".into(), vec![7]): (i32, String, Vec<u16>) -> (i32, String, Vec<u16>)
        = (-1, "text".into(), vec![7]));
    let half = Duration::from_millis(500);
    check!(p "later"(SystemTime::UNIX_EPOCH, half): (SystemTime, Duration) -> SystemTime
        = SystemTime::UNIX_EPOCH + half);
    check!(p "since_epoch"(SystemTime::UNIX_EPOCH + half): (SystemTime) -> Option<Duration> = Some(half));
    check!(p "compared"(1, 2): (i64, i64) -> Ordering = Ordering::Less);
    check!(p "reversed"(Ordering::Less): (Ordering) -> Ordering = Ordering::Greater);
}

#[test]
fn a_function_may_have_twenty_parameters() {
    type Twenty = (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);
    let digits = plugin("scalars").function("digits").expect("there is such a function");
    let digits = digits.typed::<Twenty, String>().unwrap_or_else(|error| panic!("{error}"));
    let given = (1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0);
    assert_eq!(digits.call(given).as_deref(), Ok("12345678901234567890"));
}

#[test]
fn types_of_the_standard_library_cross_in_their_forms() {
    let p = plugin("standard");
    check!(p "joined"(Path::new("/usr"), OsStr::new("lib")): (&Path, &OsStr) -> PathBuf = "/usr/lib".into());
    check!(p "parent"(Path::new("/usr")): (&Path) -> Option<PathBuf> = Some("/".into()));
    check!(p "extension"("a.rs".into()): (PathBuf) -> Option<OsString> = Some("rs".into()));
    check!(p "depth"(Path::new("a/b")): (&Path) -> usize = 2);
    check!(p "paths"(vec!["a".into()], "bc".into(), "d".into(), Path::new("e")):
        (Vec<PathBuf>, PathBuf, OsString, &Path) -> (usize, PathBuf) = (4, "e".into()));
    let (v4, v6): (Ipv4Addr, Ipv6Addr) = (Ipv4Addr::new(10, 0, 0, 1), Ipv6Addr::LOCALHOST);
    check!(p "v4"(v4): (Ipv4Addr) -> Ipv6Addr = v4.to_ipv6_mapped());
    check!(p "both"(&[v4.into(), v6.into()]): (&[IpAddr]) -> Vec<IpAddr> = vec![v6.into(), v4.into()]);
    let (one, other) = (SocketAddrV4::new(v4, 1), SocketAddrV6::new(v6, 2, 3, 4));
    check!(p "sockets"(one, other): (SocketAddrV4, SocketAddrV6) -> Vec<SocketAddr> = vec![one.into(), other.into()]);
    let nonzero = |int| NonZero::<u8>::new(int).expect("it is not zero");
    check!(p "larger"(nonzero(3), Some(nonzero(7))): (NonZero<u8>, Option<NonZero<u8>>) -> NonZero<u8> = nonzero(7));
    check!(p "nonzero_bytes"(&[nonzero(3)]): (&[NonZero<u8>]) -> Vec<NonZero<u8>> = vec![nonzero(3)]);
    check!(p "length"(3..10): (Range<i64>) -> i64 = 7);
    check!(p "inclusive"('a'..='c'): (RangeInclusive<char>) -> String = "abc".into());
    check!(p "halves"(0..10): (Range<u32>) -> (RangeTo<u32>, RangeFrom<u32>, RangeToInclusive<u32>, RangeFull)
        = (..5, 5.., ..=5, ..));
    check!(p "words"("a".."b"): (Range<&str>) -> Range<String> = "a".into().."b".into());
    check!(p "wrapping"(255, 255): (u8, u8) -> (u8, u8) = (0, 255));
    check!(p "shared"("a".into(), vec![1]): (String, Vec<u16>) -> (String, Vec<u16>) = ("a".into(), vec![1]));
}

#[test]
fn lent_lists_of_boxes_and_references_stay_the_hosts() {
    let p = plugin("standard");
    let bytes = vec![1_u8; 3];
    for _ in 0..100 {
        check!(p "lent"(&bytes, &bytes, &bytes, &["a".into()]): (&[u8], &[u8], &[u8], &[String]) -> usize = 10);
    }
    assert_eq!(bytes, [1; 3]);
    check!(p "moved"(vec!['a'], vec![1]): (Vec<char>, Vec<u8>) -> (Vec<char>, Vec<u8>) = (vec!['a'], vec![1]));
}

#[test]
fn bytes_cross_without_a_copy() {
    let p = plugin("standard");
    let bytes = vec![7_u8; 1 << 20];
    let reversed = p.function("reversed").expect("it is there").typed::<(&[u8],), Vec<u8>>().expect("so");
    let before = p.memory();
    let answer = reversed.call((&bytes,)).expect("no panic");
    let after = p.memory();
    // One allocation, the result's own, and it left with the result.
    assert_eq!((after.allocations - before.allocations, after.live), (1, before.live));
    assert_eq!(answer, bytes);
}

#[cfg(target_pointer_width = "64")]
#[test]
fn text_of_two_gigabytes_goes_in_without_a_copy() {
    let p = plugin("modules");
    let length = p.function("match").expect("it is there").typed::<(&str,), usize>().expect("so");
    // Zeros that are only read take up no memory.
    let text = String::from_utf8(vec![0; 2 << 30]).expect("zeros are text");
    assert_eq!(length.call((&text,)), Ok(2 << 30));
}

#[test]
fn a_value_nested_100_000_deep_is_an_argument_error() {
    let p = plugin("choices");
    let deep = (0..100_000).fold(Value::Unit, |inner, _| Value::Option(Some(Box::new(inner))));
    let args = [deep];
    let error = p.call("outcome", &args).expect_err("it is nested too deep");
    args.into_iter().for_each(Value::discard);
    assert!(error.to_string().starts_with("argument 1 ("), "{error}");
    let json = "[".repeat(100_000);
    let ty = &p.interface().function("nested").expect("it is there").params[0].ty;
    plugwright_interface::from_json(&[], ty, &json).expect_err("it is nested too deep");
}

#[cfg(unix)]
#[test]
fn a_path_need_not_be_utf8() {
    use std::os::unix::ffi::OsStrExt as _;
    let p = plugin("standard");
    let name = OsStr::from_bytes(b"f\xff");
    check!(p "joined"(Path::new("/usr"), name): (&Path, &OsStr) -> PathBuf = Path::new("/usr").join(name));
    let joined = p.call("joined", &[Value::from("/usr"), Value::Bytes(b"f\xff".to_vec())]);
    assert_eq!(joined, Ok(Value::Bytes(b"/usr/f\xff".to_vec())));
}

#[test]
fn a_borrow_of_any_lifetime_goes_in() {
    let shout = plugin("text").function("shout").expect("it is there").typed::<(&'static str,), String>().expect("so");
    let text = String::from("short-lived");
    assert_eq!(shout.call((&text,)).as_deref(), Ok("SHORT-LIVED"));
}

#[test]
fn a_panic_is_an_error_with_its_place() {
    let p = plugin("panics");
    let index = p.function("index").expect("it is there").typed::<(&[u8], usize), u8>().expect("so");
    let Err(CallError::Panicked { function, panic }) = index.call((&[1], 1)) else { panic!("it panics") };
    assert_eq!((function.as_str(), panic.file.as_str(), panic.line), ("index", "src/lib.rs", 16));
    assert_eq!(index.call((&[1], 0)), Ok(1));
}

#[track_caller]
fn check_mismatch<P: plugwright_loader::Arguments, R: plugwright_loader::Answer>(
    plugin: &Plugin,
    name: &str,
    expect: Expect,
) {
    let error = plugin.function(name).expect("it is there").typed::<P, R>().expect_err("the types differ");
    expect.assert_eq(&error.to_string());
}

#[test]
fn a_mismatch_prints_both_signatures() {
    let p = plugin("greet");
    check_mismatch::<(i32, i64), i64>(
        &p,
        "add",
        expect![[r#"
            `add` is not of the type that the host names
              plugin: fn(i64, i64) -> i64
                host: fn(i32, i64) -> i64"#]],
    );
    check_mismatch::<(String,), ()>(
        &p,
        "greet",
        expect![[r#"
            `greet` is not of the type that the host names
              plugin: fn(&str) -> String
                host: fn(String)"#]],
    );
}

#[test]
fn what_moves_out_is_off_the_plugins_account() {
    let p = plugin("text");
    let consume = p.function("consume").expect("it is there").typed::<(String,), String>().expect("so");
    let call = || consume.call(("some text that is long enough to be allocated".to_owned(),)).expect("no panic");
    drop(call());
    let before = p.memory().live;
    let kept: Vec<String> = (0..100).map(|_| call()).collect();
    assert_eq!(p.memory().live, before);
    drop(kept);
    assert_eq!(p.memory().live, before);
}

#[test]
fn an_answer_is_off_the_plugins_account() {
    let p = plugin("text");
    let shout = p.function("shout").expect("there is such a function");
    let typed = shout.typed::<(&str,), String>().expect("it is of that type");
    let text = "a".repeat(100_000);
    shout.call(&[Value::from("a")]).expect("it shouts");
    let before = p.memory().live;
    for _ in 0..4 {
        shout.call(&[Value::from(text.as_str())]).expect("it shouts");
        assert_eq!(typed.call((&text,)).expect("it shouts").len(), text.len());
    }
    assert_eq!(p.memory().live, before, "the host has dropped every answer");
}
