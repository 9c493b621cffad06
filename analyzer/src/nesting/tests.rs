//! Tests of what the pass lets through, and that everything it lets through can be parsed, visited, printed and
//! dropped on the stack that `parse.rs` gives.

use expect_test::{Expect, expect};

use super::check;
use crate::diagnostic::Diagnostic;
use crate::{Sources, Target, extract, parse};

#[track_caller]
fn fault(text: &str, expect: &Expect) {
    let actual = match check(text) {
        Ok(()) => "ok".to_owned(),
        Err((fault, at)) => format!("{fault:?} at {at}"),
    };
    expect.assert_eq(&actual);
}

#[test]
fn reads_past_what_only_looks_like_a_delimiter() {
    fault(r#"fn f() { "(("; '('; b'('; '\''; '\u{28}'; r"(\"; }"#, &expect!["ok"]);
    fault(r###"const A: &str = r##"("# ("##; const B: &[u8] = br#"{"#; const C: &CStr = cr"[";"###, &expect!["ok"]);
    fault("/* ( /* { */ [ */ // (\n/// (\nfn f<'a>(x: &'a str) { 'a: loop { break 'a } }", &expect!["ok"]);
    fault("fn r#match() { let a = \"x\"r; let b = '''; let c = b'\\''; }", &expect!["ok"]);
    fault("\"abc\"\u{2003}r\"(\\\"", &expect!["ok"]);
}

#[test]
fn finds_delimiters_that_do_not_match() {
    fault("fn f() {", &expect!["Unclosed('{') at 7"]);
    fault("fn f( {)}", &expect!["Unopened(')') at 7"]);
    fault("}", &expect!["Unopened('}') at 0"]);
    fault("\"unterminated (", &expect!["ok"]);
}

/// Hostile texts: what stands in front, what is repeated, what stands in the middle, what closes it, what stands
/// behind.
const SHAPES: &[(&str, [&str; 5])] = &[
    ("parentheses", ["fn f() { ", "(", "1", ")", "; }"]),
    ("brackets", ["fn f() { ", "[", "1", "]", "; }"]),
    ("blocks", ["fn f() ", "{", "", "}", ""]),
    ("unsafe blocks", ["fn f() { ", "unsafe {", "", "}", "}"]),
    ("calls", ["fn f() { ", "f(", "1", ")", "; }"]),
    ("if", ["fn f() { ", "if x {", "", "}", "}"]),
    ("match", ["fn f() { ", "match x { _ => ", "1", "}", "}"]),
    ("closures in blocks", ["fn f() { ", "|| {", "", "}", "}"]),
    ("structs", ["fn f() { x = ", "A { a: ", "1", "}", "; }"]),
    ("else if", ["fn f() { if a {} ", "else if a {} ", "else {}", "", "}"]),
    ("not", ["fn f() { ", "!", "1", "", "; }"]),
    ("spaced not", ["fn f() { ", "! /* */ ", "1", "", "; }"]),
    ("not with attributes", ["fn f() { ", "!#[a]", "1", "", "; }"]),
    ("negative", ["fn f() { ", "-", "1", "", "; }"]),
    ("references", ["fn f() { ", "&", "1", "", "; }"]),
    ("mutable references", ["fn f() { ", "&mut ", "x", "", "; }"]),
    ("dereferences", ["fn f() { ", "*", "x", "", "; }"]),
    ("returns", ["fn f() { ", "return ", "1", "", "; }"]),
    ("breaks", ["fn f() { ", "break ", "1", "", "; }"]),
    ("closures", ["fn f() { ", "|x| ", "1", "", "; }"]),
    ("short closures", ["fn f() { ", "||", "1", "", "; }"]),
    ("sums", ["fn f() { ", "1+", "1", "", "; }"]),
    ("methods", ["fn f() { x", ".a()", "", "", "; }"]),
    ("fields", ["fn f() { x", ".a", "", "", "; }"]),
    ("questions", ["fn f() { x", "?", "", "", "; }"]),
    ("calls of calls", ["fn f() { x", "()", "", "", "; }"]),
    ("indices", ["fn f() { x", "[0]", "", "", "; }"]),
    ("casts", ["fn f() { x", " as u8", "", "", "; }"]),
    ("assignments", ["fn f() { ", "x=", "1", "", "; }"]),
    ("ranges", ["fn f() { ", "..", "1", "", "; }"]),
    ("lets", ["fn f() { if ", "let x = ", "1", "", "{} }"]),
    ("comparisons", ["fn f() { ", "a < ", "b", "", "; }"]),
    ("generics", ["type X = ", "A<", "u8", ">", ";"]),
    ("generics with commas", ["type X = ", "A<u8, ", "u8", ">", ";"]),
    ("turbofish", ["fn f() { ", "a::<", "u8", ">", "; }"]),
    ("qualified types", ["type X = ", "<", "u8", " as A>::B", ";"]),
    ("type references", ["type X = ", "&", "u8", "", ";"]),
    ("type pointers", ["type X = ", "*const ", "u8", "", ";"]),
    ("type tuples", ["type X = ", "(", "u8", ",)", ";"]),
    ("type arrays", ["type X = ", "[", "u8", "; 1]", ";"]),
    ("function pointers", ["type X = ", "fn() -> ", "u8", "", ";"]),
    ("impl results", ["type X = ", "impl Fn() -> ", "u8", "", ";"]),
    ("bounds", ["fn f<T: ", "A<B = ", "u8", ">", ">() {}"]),
    ("binders", ["type X = ", "for<'a> fn() -> ", "u8", "", ";"]),
    ("patterns", ["fn f() { let ", "(", "x", ",)", "= 1; }"]),
    ("reference patterns", ["fn f() { let ", "&", "x", "", "= 1; }"]),
    ("at patterns", ["fn f() { let ", "a @ ", "x", "", "= 1; }"]),
    ("or patterns", ["fn f() { let (", "a | ", "x", "", ") = 1; }"]),
    ("uses", ["use ", "a::", "b", "", ";"]),
    ("use groups", ["use ", "a::{", "b", "}", ";"]),
    ("bare use groups", ["use ", "{", "b", "}", ";"]),
    ("modules", ["", "mod m {", "", "}", ""]),
    ("functions", ["", "fn f() {", "", "}", ""]),
    ("impls", ["", "impl A { fn f() {", "", "}}", ""]),
    ("visibilities", ["pub(in ", "a::", "b", "", ") fn f() {}"]),
    ("paths", ["fn f() { ", "a::", "b", "", "; }"]),
    ("attributes", ["#[a(", "b(", "c", ")", ")] fn f() {}"]),
    ("cfgs", ["#[cfg(", "not(", "unix", ")", ")] fn f() {}"]),
    ("cfg lists", ["#[cfg(", "all(unix, ", "unix", ")", ")] fn f() {}"]),
    ("inner attributes", ["", "#![a]", "", "", ""]),
    ("macro tokens", ["m! { ", "(", "", ")", "}"]),
    ("labels", ["fn f() { ", "'a: loop {", "", "}", "}"]),
    ("async", ["fn f() { ", "async move {", "", "}", "}"]),
    ("const blocks", ["fn f() { ", "const {", "", "}", "}"]),
    ("trait objects", ["type X = ", "dyn A + (", "B", ")", ";"]),
    ("array lengths", ["type X = ", "[u8; {", "1", "}]", ";"]),
    ("where", ["fn f() where ", "[(); {", "1", "}]: Sized, [u8; {", "0}]: Sized {}"]),
    ("macro rules", ["macro_rules! m { ", "($x:expr) => {", "", "}", "}"]),
    ("doc comments", ["", "/// a\n", "fn f() {}", "", ""]),
    ("statics", ["static A: ", "&'static ", "u8", "", " = 1;"]),
    ("box patterns", ["fn f() { let ", "box ", "x", "", " = 1; }"]),
    ("yields", ["fn f() { ", "yield ", "1", "", "; }"]),
    ("builtin", ["fn f() { ", "&raw const ", "x", "", "; }"]),
];

fn text([front, open, middle, close, behind]: &[&str; 5], count: usize) -> String {
    format!("{front}{}{middle}{}{behind}", open.repeat(count), close.repeat(count))
}

/// What a later stage may do to a crate.
fn work(source: String) -> Vec<Diagnostic> {
    let sources = Sources::from_files([
        ("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'".as_bytes().to_vec()),
        ("src/lib.rs", source.into_bytes()),
    ]);
    let work = |krate: &crate::Crate<'_>, diagnostics| {
        use syn::visit::Visit as _;

        for module in &krate.modules {
            for item in &module.items {
                Nothing.visit_item(item);
                let _ = crate::lower::written(item);
            }
        }
        let _ = extract(krate);
        diagnostics
    };
    parse(&sources, &Target::default(), work).unwrap()
}

struct Nothing;

impl syn::visit::Visit<'_> for Nothing {}

#[test]
fn what_passes_can_be_parsed() {
    for (_, shape) in SHAPES {
        // The deepest text of this shape that passes.
        let (mut passes, mut fails) = (1, 20_000);
        while fails - passes > 1 {
            let middle = usize::midpoint(passes, fails);
            let bound = if check(&text(shape, middle)).is_ok() { &mut passes } else { &mut fails };
            *bound = middle;
        }
        work(text(shape, passes));
    }
}

#[test]
fn what_is_too_deep_is_a_diagnostic() {
    for (name, shape) in SHAPES {
        work(text(shape, 10_000));
        let diagnostics = work(text(shape, 100_000));
        let is_deep = diagnostics.iter().any(|diagnostic| diagnostic.code.id == "A011");
        // Attributes and doc comments stand side by side.
        assert!(is_deep || matches!(*name, "inner attributes" | "doc comments"), "{name}: {diagnostics:?}");
    }
}

#[test]
fn what_people_write_passes() {
    let list = "\"a\" < b, x | y, 1 << 3,".repeat(3_000);
    let statements = "let x = a.b().c::<Vec<_>>() + 1;".repeat(10_000);
    let items = "impl<T: A<B>> C<T> for D<T> where T: E<F> { fn f() -> G<H> {} }".repeat(10_000);
    let arms = "X::A if a < b => { 1 } Y::B | Z::C => c(2),".repeat(2_000);
    let sum = "a + ".repeat(3_000);
    let table =
        format!("fn g(x: char) -> bool {{ match x {{ {} 'z' => true, _ => false }} }}", "'a' | ".repeat(10_000));
    let text =
        format!("{items} const A: &[u8] = &[{list}]; fn f() {{ {statements} match x {{ {arms} }} {sum} 1 }} {table}");
    assert_eq!(check(&text), Ok(()));
}
