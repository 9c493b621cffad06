//! What the format has words for and nothing in the host's own process keeps: a part of a capability, limits of a call, a
//! process of its own. It is refused, since a reader of the file would rely on it, and told apart from a slip of the pen.

use toml::de::DeValue;

/// A refusal, and what to say instead.
pub(super) struct Unkept {
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Grants that a process of its own could be given in part.
const DIVISIBLE: [&str; 3] = ["fs", "net", "env"];

/// What a host has today in the place of each limit of a call.
const LIMITS: [(&str, &str); 7] = [
    ("wall-ms", DEADLINE),
    ("cpu-ms", DEADLINE),
    ("memory-mib", COUNTED),
    ("threads", "`threads = 0` is kept: a plugin of which that is said is not built with a thread in it"),
    ("output-kib", "the print macros write to the streams of the host, which can lead them elsewhere"),
    ("result-mib", COUNTED),
    ("stack-mib", "`Plugin::isolated_stack` gives each call 16 MiB; to overflow them still ends the host"),
];

const DEADLINE: &str =
    "give the call's context a deadline: the plugin is asked to stop, and what does not is listed as overdue";
const COUNTED: &str = "what a plugin holds of the host's memory is counted: `Plugin::memory` tells it";

/// Why the value of a key is one that nothing keeps, if it is.
pub(super) fn value(name: &str, value: &DeValue<'_>) -> Option<Unkept> {
    let (table, key) = name.rsplit_once('.')?;
    let is_part = matches!(value, DeValue::Table(_) | DeValue::Array(_));
    match (table.rsplit('.').next()?, value) {
        ("grant", _) if is_part && DIVISIBLE.contains(&key) => Some(Unkept {
            message: format!(
                "`{name}` is granted as a whole or not at all: in the host's process nothing keeps a part"
            ),
            help: "say `true` and why, or leave it out",
        }),
        ("deny", _) if is_part && DIVISIBLE.contains(&key) => Some(Unkept {
            message: format!("`{name}` is denied as a whole or not at all: in the host's process nothing keeps a part"),
            help: "say `true`, which denies all of it",
        }),
        ("defaults", DeValue::String(mode)) if key == "isolation" && matches!(mode.as_ref(), "worker" | "wasm") => {
            Some(Unkept {
                message: format!("`{name}` cannot be \"{mode}\" yet: calls run in the host's own process"),
                help: "say `in-process` and `trusted = true` for plugins that may be run so, and nothing for others",
            })
        }
        ("defaults", DeValue::String(wall)) if key.ends_with(']') => {
            let (_, help) = WALLS.iter().find(|(name, _)| wall == name)?;
            Some(Unkept { message: format!("`{name}` cannot be \"{wall}\": no build is confined by that"), help })
        }
        _ => None,
    }
}

/// What to write in the place of a key that there is not.
pub(super) fn key(name: &str) -> Option<&'static str> {
    let (table, key) = name.rsplit_once('.')?;
    match (table.rsplit('.').next()?, key) {
        ("grant" | "deny", "threads") => Some("did you mean `thread`?"),
        ("grant" | "deny", "stdio") => Some("did you mean `stdin`, which is all of the standard streams?"),
        _ if key == "allow" && table.starts_with("plugin.") => Some("what a plugin may do stands in its `grant`"),
        _ => None,
    }
}

/// Walls that others have, and what is there in their place.
const WALLS: [(&str, &str); 5] = [
    ("user-namespace", "say `privileges`, which gives up the rights of root, and `network-namespace`"),
    ("cgroup", "say `limits`: the memory and the processes of all of a build together are counted"),
    ("pid-namespace", "say `landlock` and `seccomp`, which keep a build from signalling and tracing others"),
    ("mount-namespace", "say `landlock`, which lets a build read and write its own folders only"),
    ("rlimits", "say `limits`"),
];

/// The refusal of a limit of a call.
pub(super) fn limit(key: &str) -> Unkept {
    let help = LIMITS.iter().find(|(limit, _)| *limit == key).map_or("leave it out", |(_, help)| help);
    let message = format!("`{key}` takes a process of its own for the plugin, which there is not yet");
    Unkept { message, help }
}
