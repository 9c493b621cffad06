use plugwright_plugin::{Context, Error};

pub fn execute(ctx: &Context) -> Result<(), Error> {
    ctx.check()
}

pub fn labelled(ctx: &Context, prefix: &str) -> String {
    format!("{prefix}{}", ctx.label())
}
