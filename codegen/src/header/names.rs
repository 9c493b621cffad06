//! [`Names`]: what a header calls things in C, where types, functions and constants share one space, and some words are
//! not free.

use std::collections::BTreeSet;

use crate::types::word;

/// Words of C and C++ that a name of Rust's can be, and macros of the headers that a host is likely to include.
const WORDS: &str = "\
    alignas alignof and and_eq asm assert auto bitand bitor bool break case catch char class compl \
    complex concept const constexpr continue decltype default delete do double else enum errno explicit \
    export extern false far float for friend goto if imaginary inline int linux long mutable namespace \
    near new noexcept noreturn not not_eq nullptr operator or or_eq private protected public register \
    requires restrict return short signed sizeof static stderr stdin stdout struct switch template this \
    throw true try typedef typeid typename typeof union unsigned using virtual void volatile while \
";

/// The names that are taken.
pub(super) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// With those that every header has.
    pub(super) fn new(krate: &str) -> Self {
        Self { taken: ["plugin", "open"].map(|name| format!("{krate}_{name}")).into() }
    }

    /// Takes a name, or the next like it that is free.
    pub(super) fn take(&mut self, name: String) -> String {
        self.take_with(name, &[])
    }

    /// Takes a name together with those that it makes with each of the endings.
    pub(super) fn take_with(&mut self, mut name: String, endings: &[&str]) -> String {
        let all = |name: &str| endings.iter().chain([&""]).map(|end| format!("{name}{end}")).collect::<Vec<_>>();
        while all(&name).iter().any(|name| self.taken.contains(name)) {
            name.push('_');
        }
        self.taken.extend(all(&name));
        name
    }
}

/// Makes one C name of a path.
pub(super) fn flat(path: &str) -> String {
    let word = word(&path.replace("::", "_").replace("r#", ""));
    word.chars().map(|letter| if letter.is_ascii() { letter } else { '_' }).collect()
}

/// A member's name, which is no word of the language's, no macro, and no type that the header uses.
pub(super) fn member(name: &str) -> String {
    let name = flat(name);
    let is_macro = name.len() > 1 && !name.contains(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    let is_type = name.ends_with("_t") || name.starts_with("plugwright_");
    if is_macro || is_type || WORDS.split(' ').any(|word| word == name) { format!("{name}_") } else { name }
}

#[cfg(test)]
mod tests {
    use super::{Names, member};

    #[test]
    fn a_member_is_no_word_of_the_language() {
        let members = ["int", "errno", "NULL", "size_t", "this", "x", "X", "name", "größe"].map(member);
        assert_eq!(members, ["int_", "errno_", "NULL_", "size_t_", "this_", "x", "X", "name", "gr__e"]);
    }

    #[test]
    fn what_is_called_alike_in_rust_is_not_in_c() {
        let mut names = Names::new("kw");
        let takes = ["kw_open", "kw_errno", "kw_errno"].map(|name| names.take(name.to_owned()));
        assert_eq!(takes, ["kw_open_", "kw_errno", "kw_errno_"]);
        assert_eq!(names.take("kw_f_result".to_owned()), "kw_f_result");
        assert_eq!(names.take_with("kw_f".to_owned(), &["_result"]), "kw_f_");
    }
}
