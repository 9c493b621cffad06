//! S044: `#[$meta]`.

use crate::rules::rule;

rule! {
    "S044" "macro-attribute-argument" Error [] "hands an attribute to a macro"
    explain "`#[$meta]` becomes whatever the macro is called with."
}
