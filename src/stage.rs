//! [`Stage`]: what a build is busy with, for a host that shows it.

use std::cell::RefCell;
use std::fmt;

use tracing::span::EnteredSpan;
use tracing::{Span, info_span};

/// A stage of the way from a folder to an open library, in order. A build that finds its library in the cache skips
/// those between `Load` and `Open`; where the library turns out to be damaged, they come after the first `Open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The folder is read.
    Load,
    /// The sources are parsed, held against the policy, and searched for what can be called.
    Check,
    /// Another thread or process builds the same plugin.
    Wait,
    /// The plugin's own sources are compiled, and its dependencies.
    Compile,
    /// The bridge is compiled and linked.
    Link,
    /// The compiled objects are held against the policy.
    Audit,
    /// The library is loaded.
    Open,
}

impl fmt::Display for Stage {
    /// Writes the stage as a person reads it, such as `compiling the plugin`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "reading the folder",
            Self::Check => "checking the sources",
            Self::Wait => "waiting for another build of the same plugin",
            Self::Compile => "compiling the plugin",
            Self::Link => "compiling the bridge",
            Self::Audit => "auditing the objects",
            Self::Open => "loading the library",
        })
    }
}

impl From<plugwright_codegen::Stage> for Stage {
    fn from(stage: plugwright_codegen::Stage) -> Self {
        match stage {
            plugwright_codegen::Stage::Wait => Self::Wait,
            plugwright_codegen::Stage::Compile => Self::Compile,
            plugwright_codegen::Stage::Link => Self::Link,
            plugwright_codegen::Stage::Audit => Self::Audit,
        }
    }
}

/// Tells the host of each stage as it begins, and spans it for `tracing` until the next one or the end.
pub(crate) struct Stages<'s> {
    on_stage: &'s dyn Fn(Stage),
    span: RefCell<Option<EnteredSpan>>,
}

impl<'s> Stages<'s> {
    pub(crate) fn new(on_stage: &'s dyn Fn(Stage)) -> Self {
        Self { on_stage, span: RefCell::new(None) }
    }

    pub(crate) fn begin(&self, stage: Stage) {
        // The spans lie one after another, not inside each other.
        self.span.replace(None);
        self.span.replace(Some(stage.span().entered()));
        (self.on_stage)(stage);
    }
}

impl Stage {
    fn span(self) -> Span {
        match self {
            Self::Load => info_span!("load"),
            Self::Check => info_span!("check"),
            Self::Wait => info_span!("wait"),
            Self::Compile => info_span!("compile"),
            Self::Link => info_span!("link"),
            Self::Audit => info_span!("audit"),
            Self::Open => info_span!("open"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::sync::{Arc, Mutex};

    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::{Stage, Stages};

    /// Writes down which spans are entered and left.
    #[derive(Clone, Default)]
    struct Diary(Arc<Mutex<(Vec<&'static str>, Vec<String>)>>);

    impl Subscriber for Diary {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "plugwright::stage"
        }

        fn new_span(&self, span: &Attributes<'_>) -> Id {
            let mut diary = self.0.lock().expect("no panic");
            diary.0.push(span.metadata().name());
            Id::from_u64(diary.0.len() as u64)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &Event<'_>) {}

        fn enter(&self, span: &Id) {
            self.write("in", span);
        }

        fn exit(&self, span: &Id) {
            self.write("out of", span);
        }
    }

    impl Diary {
        fn write(&self, what: &str, span: &Id) {
            let mut diary = self.0.lock().expect("no panic");
            let name = diary.0[span.into_u64() as usize - 1];
            diary.1.push(format!("{what} {name}"));
        }
    }

    #[test]
    fn stages_are_spans_one_after_another() {
        let (diary, told) = (Diary::default(), RefCell::new(Vec::new()));
        tracing::subscriber::with_default(diary.clone(), || {
            let on_stage = |stage| told.borrow_mut().push(stage);
            let stages = Stages::new(&on_stage);
            stages.begin(Stage::Load);
            stages.begin(Stage::Check);
        });
        assert_eq!(told.into_inner(), [Stage::Load, Stage::Check]);
        let diary = diary.0.lock().expect("no panic");
        assert_eq!(diary.1, ["in load", "out of load", "in check", "out of check"]);
    }
}
