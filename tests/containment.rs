//! What a plugin that fails inside a call leaves of its host: everything.

use expect_test::expect_file;
use plugwright::{CallError, Containment, Panic, Plugin, Rule, Value, rules};

use crate::plugins::plugin_of;

fn plugin() -> Plugin {
    plugin_of(
        r#"
        /// A payload whose destructor panics with another such payload, for ever.
        struct Chain;
        impl Drop for Chain {
            fn drop(&mut self) {
                std::panic::panic_any(Chain);
            }
        }
        /// A value that panics when it is shown.
        struct Shy;
        impl std::fmt::Display for Shy {
            fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                panic!("do not look")
            }
        }
        pub fn chain() {
            std::panic::panic_any(Chain)
        }
        pub fn shy() -> String {
            Shy.to_string()
        }
        pub fn long() {
            std::panic::panic_any("\u{e9}".repeat(5 << 20))
        }
        pub fn hook() {
            std::panic::panic_any(String::from("kept"))
        }
        /// Needs about a kilobyte of stack for each step.
        pub fn deep(steps: u32) -> u32 {
            let room = std::hint::black_box([steps; 256]);
            if steps == 0 { 0 } else { deep(steps - 1) + (room[255] - steps) + 1 }
        }
        pub fn text(of: &str) -> String {
            of.repeat(2)
        }
        pub fn fine() -> u8 {
            1
        }
        "#,
    )
}

#[track_caller]
fn panic_of(plugin: &Plugin, function: &str) -> Panic {
    match plugin.call(function, &[]) {
        Err(CallError::Panicked { panic, .. }) => panic,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_panic_is_an_error_whatever_its_payload_does() {
    let plugin = plugin();
    for _ in 0..100 {
        assert_eq!(panic_of(&plugin, "chain").message, "a panic without a message");
        assert_eq!(panic_of(&plugin, "shy").message, "do not look");
        assert_eq!(panic_of(&plugin, "hook").message, "kept");
        assert_eq!(plugin.call("fine", &[]).unwrap(), Value::from(1_u8));
    }
}

#[test]
fn a_message_is_cut_at_a_character() {
    let message = panic_of(&plugin(), "long").message;
    assert_eq!(message.len(), 64 << 10);
    assert!(message.chars().all(|char| char == '\u{e9}'));
}

#[test]
fn a_call_on_a_stack_of_its_own_may_recurse_deeply() {
    // A thread of a test has 2 MiB.
    let isolated = plugin().isolated_stack();
    assert_eq!(isolated.call("deep", &[Value::from(8_000_u32)]).unwrap(), Value::from(8_000_u32));
    let deep = isolated.function("deep").unwrap();
    assert_eq!(deep.call(&[Value::from(8_000_u32)]).unwrap(), Value::from(8_000_u32));
    assert_eq!(deep.typed::<(u32,), u32>().unwrap().call((8_000,)).unwrap(), 8_000);
    let text = isolated.function("text").unwrap().typed::<(&str,), String>().unwrap();
    assert_eq!(text.call((&String::from("a"),)).unwrap(), "aa");
    assert!(matches!(isolated.call("shy", &[]), Err(CallError::Panicked { .. })));
    assert!(matches!(isolated.call("none", &[]), Err(CallError::NoFunction { .. })));
}

/// The rules about calls, and a plugin of all their examples that end.
fn faults() -> (Vec<&'static Rule>, Plugin) {
    let faults: Vec<&Rule> = rules().filter(|rule| rule.contained.is_some()).collect();
    let module = |rule: &&Rule| {
        let found = if rule.contained == Some(Containment::Call) { rule.example.found } else { "" };
        let (id, passed) = (rule.code.id.to_lowercase(), rule.example.passed);
        format!("pub mod {id} {{ pub mod found {{ {found} }} pub mod passed {{ {passed} }} }}\n")
    };
    let plugin = plugin_of(&faults.iter().map(module).collect::<String>());
    (faults, plugin)
}

#[test]
fn what_goes_wrong_in_a_call_is_an_error_of_the_call() {
    let (faults, plugin) = faults();
    let call = |function: &str| match plugin.call(function, &[Value::from(2_usize)]) {
        Err(CallError::Panicked { panic, .. }) => {
            let cut: String = panic.message.chars().take(80).collect();
            format!("panics, {} bytes: {}\n", panic.message.len(), cut.escape_debug())
        }
        Ok(_) => "returns\n".to_owned(),
        Err(other) => format!("{other}\n"),
    };
    for rule in faults {
        let id = rule.code.id.to_lowercase();
        if rule.contained == Some(Containment::Call) {
            let twice = call(&format!("{id}::found::run")) + &call(&format!("{id}::found::run"));
            let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/sandbox/rules");
            expect_file![format!("{fixtures}/{}/attack.expect", rule.code.id)].assert_eq(&twice);
        }
        let passed = call(&format!("{id}::passed::run"));
        assert!(passed.starts_with("returns"), "{}: {passed}", rule.code);
    }
}
