use plugwright_interface::{Access, Definition, Function, Interface, Param, Shape, Type};

use super::{BindingsOptions, BoundLibrary, bindings, docs};

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(docs(text).to_string(), expect);
}

#[test]
fn examples_of_the_plugin_are_no_tests_of_the_host() {
    check("Adds.\n\n- two", r#"# [doc = " Adds."] # [doc = " "] # [doc = " - two"]"#);
    for block in ["```\nattack()\n```", "> ~~~\n> attack()", "-     attack()", "\tattack()", "a\r    attack()"] {
        let written = docs(block).to_string();
        assert!(written.starts_with("# [cfg_attr (not (doctest) , doc = "), "{written}");
        assert!(!written.contains("# [doc"), "{written}");
    }
}

#[test]
fn a_type_of_a_dependency_is_left_out_where_the_plugin_has_its_name() {
    let opaque = |path: &str| Definition::new(path, Shape::Opaque);
    let takes = |name: &str, path: &str| {
        let ty = Type::Handle(Access::Shared, path.to_owned());
        let params = vec![Param::new("version", ty)];
        Function { path: name.to_owned(), params, ..Function::default() }
    };
    let interface = Interface {
        functions: vec![
            takes("far", "::semver::Version"),
            takes("near", "semver::Version"),
            takes("op", "::semver::Op"),
        ],
        types: ["::semver::Op", "::semver::Version", "semver::Version"].map(opaque).into(),
        ..Interface::default()
    };
    let options = BindingsOptions { runtime: "plugwright".to_owned(), library: BoundLibrary::Attached };
    let text = bindings(&interface, &options);
    assert!(text.contains("Left out: `far`, because `::semver::Version` has the name of one of"), "{text}");
    assert!(text.contains("pub fn near(\n    version: &self::semver::Version,"), "{text}");
    assert!(text.contains("pub fn op(\n    version: &self::semver::Op,"), "{text}");
}
