//! Calls with a context, deadlines and config.

use std::time::Duration;

use expect_test::expect;
use plugwright::{Context, Value};
use plugwright_manager::ManageError;
use serde_json::json;

use crate::base::{Base, chain, ok, shown};

const JOB: &str = r#"
    use plugwright_plugin::{Context, Error};

    pub fn execute(ctx: &Context) -> Result<(), Error> {
        let factor: i64 = ctx.setting("factor")?;
        let n: i64 = ctx.get("n")?;
        ctx.set("product", n * factor);
        ctx.info(format_args!("{} is done", ctx.label()));
        Ok(())
    }
"#;

fn config() -> serde_json::Value {
    let schema = json!({
        "type": "object",
        "properties": { "factor": { "type": "integer", "minimum": 1 } },
        "additionalProperties": false
    });
    json!({ "config": { "schema": schema, "values": { "factor": 2 } } })
}

#[test]
fn execute_sees_values_and_config_and_gives_values_back() {
    let base = Base::new();
    base.plugin_with("job", "1.0.0", JOB, config());
    let manager = base.manager();
    manager.load_all().unwrap();
    let product = |label: &str| {
        let ctx = Context::builder().label(label).value("n", 21).timeout(Duration::from_secs(60)).build();
        assert_eq!(manager.execute("job", &ctx).unwrap(), ok());
        ctx.get("product").unwrap()
    };
    assert_eq!(product("nightly"), Value::from(42));
    assert_eq!(base.log(), ["job: nightly is done"]);

    let set = |values: serde_json::Value| manager.configure("job", values.as_object().unwrap());
    expect!["the settings of `job` cannot be used: job.json:2:3: the plugin has no setting `facto`; job.json:3:13: the plugin's own schema refuses this: 0 is less than the minimum of 1"].assert_eq(&chain(&set(json!({ "factor": 0, "facto": 1 })).unwrap_err()));
    assert_eq!(product("unchanged"), Value::from(42));
    set(json!({ "factor": 3 })).unwrap();
    assert_eq!(product("at once"), Value::from(63));
    // The next manager finds it.
    let next = base.manager();
    assert_eq!(next.load("job").unwrap().state.to_string(), "ready");
    assert_eq!(serde_json::Value::from(next.config("job").unwrap()), json!({ "factor": 3 }));
    std::fs::write(base.path().join(".config/job.json"), "[3]").unwrap();
    let last = base.manager();
    assert!(last.load("job").is_err());
    expect![[r#"
        job 1.0.0 refused: the settings of `job` cannot be used: BASE/.config/job.json:1:1: settings are a JSON object
    "#]]
    .assert_eq(&shown(&last).replace(&base.path().display().to_string(), "BASE"));
}

/// Asks for nothing but to stop, and not for the reason that the host has.
const DEAF: &str = r#"
    use plugwright_plugin::Context;

    pub fn execute(ctx: &Context) {
        ctx.set("running", true);
        while ctx.find::<bool>("enough").is_ok_and(|enough| enough.is_none()) {}
        ctx.set("ended", true);
    }
"#;

#[test]
fn a_plugin_that_ignores_its_deadline_is_reported() {
    let base = Base::new();
    base.plugin("deaf", "1.0.0", DEAF);
    let manager = base.manager();
    manager.load_all().unwrap();
    let ctx = Context::builder().label("long job").timeout(Duration::from_millis(20)).build();
    let error = manager.execute("deaf", &ctx).unwrap_err();
    let ManageError::Overdue { late, .. } = error else { panic!("{error:?}") };
    assert!(late >= Duration::from_millis(100), "{late:?}");
    let shown = error.to_string().replace(&late.as_millis().to_string(), "N");
    expect!["`deaf` has not returned N ms after its deadline, and code in this process cannot be killed: it runs on"]
        .assert_eq(&shown);
    while ctx.get("running").is_none() {
        std::thread::yield_now();
    }
    let overdue = manager.overdue();
    assert_eq!(overdue.len(), 1, "{overdue:?}");
    assert_eq!((overdue[0].function.as_str(), overdue[0].label.as_str()), ("execute", "long job"));
    assert!(ctx.is_cancelled());
    assert_eq!(manager.metrics("deaf").unwrap().calls.running(), 1);

    // It is its own will that ends it.
    ctx.set("enough", true);
    while ctx.get("ended").is_none() {
        std::thread::yield_now();
    }
    manager.unload("deaf").unwrap();
    let calls = manager.metrics("deaf").unwrap().calls;
    assert_eq!((calls.finished, calls.overdue, calls.late), (1, 1, 0));
    assert_eq!(manager.overdue(), []);
}
