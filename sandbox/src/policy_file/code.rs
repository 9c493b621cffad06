//! The codes of what is wrong with a policy file.

use plugwright_analyzer::Code;

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $summary:literal;)*) => {
        $(pub(super) const $constant: Code = Code { id: $id, name: $name, summary: $summary };)*
    };
}

codes! {
    UNPARSED "P001" "policy-unparsed" "the policy file is no TOML";
    UNKNOWN_KEY "P002" "policy-unknown-key" "the policy file has a key that means nothing";
    WRONG_TYPE "P003" "policy-wrong-type" "a value of the policy file has the wrong type";
    BAD_VALUE "P004" "policy-bad-value" "a value of the policy file means nothing";
    MISSING "P005" "policy-missing-key" "a key of the policy file is missing";
    EXPIRED "P006" "policy-expired" "an exception of the policy file has ended";
    UNUSED "P007" "policy-unused-grant" "the policy file grants what the plugin has no use for";
    UNKNOWN_PLUGIN "P008" "policy-unknown-plugin" "the policy file names a plugin that there is not";
    OTHER_SOURCES "P009" "policy-other-sources" "the grants of the policy file are for another content of the folder";
    REQUESTED "P010" "policy-request" "the plugin asks for what it is not granted";
}
