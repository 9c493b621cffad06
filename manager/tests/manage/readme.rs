//! The README's lines about many plugins, which its own test looks for here.

use std::time::Duration;

use plugwright::{Context, Policy};
use plugwright_manager::{Manager, Manifest, Options};

#[allow(dead_code, unused_variables, reason = "that it compiles is what is tested")]
#[allow(clippy::redundant_closure, reason = "the README shows what the closure gets")]
#[rustfmt::skip]
fn many() -> Result<(), Box<dyn std::error::Error>> {
    fn policy_for(_: &Manifest) -> Policy { Policy::default() }

    let manager = Manager::with_options("plugins", Options::default().grants(|manifest| policy_for(manifest)));
    manager.load_all()?;
    manager.call("greet", "greet", &["World".into()])?;
    let ctx = Context::builder().value("names", vec!["Ada"]).timeout(Duration::from_secs(5)).build();
    manager.execute("context", &ctx)?;
    let watch = manager.watch()?;
    Ok(())
}
