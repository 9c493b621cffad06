use super::docs;

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
