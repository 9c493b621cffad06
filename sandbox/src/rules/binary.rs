//! The rules of the object audit.

use plugwright_analyzer::Severity;

use super::rule;

rule! {
    /// An item that a grant is about.
    FORBIDDEN = "B001" "forbidden-symbol" Error [] "a compiled object refers to an item that the policy does not allow"
    explain "Methods, macros and conditional code can reach the system without a path that the source rules would see. \
             The compiled object names every function that it can call, so it is held against a list of what the \
             policy allows.";
    /// An item that no list names.
    UNKNOWN = "B002" "unknown-symbol" Error [] "a compiled object refers to an item that is on no list"
    explain "The lists name what is harmless and what needs a grant. An item on neither is refused, because a new \
             release of the standard library may have added it for any purpose.";
    /// A plain symbol.
    RAW = "B003" "raw-symbol" Error [Ffi] "a compiled object refers to a plain symbol that is not part of the runtime"
    explain "A symbol without a Rust name is a foreign function, and may be any function of the system.";
    /// Bytes that cannot be read as an object.
    UNREADABLE = "B004" "unreadable-object" Error [] "a compiled file is no object that can be audited"
    explain "What cannot be read cannot be judged, and is not linked.";
    /// Code that runs at load.
    INIT_SECTION = "B010" "init-fini-section" Error [] "a compiled object has code that runs by being loaded"
    explain "Constructors and destructors of a library run outside every call, where nothing contains them.";
    /// A section of unknown purpose.
    UNUSUAL_SECTION = "B011" "unexpected-section" Warning [] "a compiled object has a section that the compiler does not make"
    explain "Debuggers, linkers and loaders act on sections by name.";
    /// A visible plain name.
    EXTRA_EXPORT = "B012" "extra-export" Error [Ffi] "a compiled object exports a plain symbol"
    explain "A plain symbol can take the place of one that another part of the process wants.";
    /// A name of the runtime's.
    REDEFINED = "B014" "redefined-runtime-symbol" Error [] "a compiled object defines a symbol of the runtime"
    explain "Redefining an allocator or a function of the C library takes over calls that are not the plugin's.";
}
