//! The `#!` line that a script begins with, which is no Rust.

/// Cuts a byte order mark and a `#!` line off, but leaves that line's break, so that lines keep their numbers.
///
/// `#![…]` begins an attribute, also with comments after `#!`: the compiler takes it so.
#[must_use]
pub fn without_shebang(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.strip_prefix("#!") {
        Some(rest) if !after_trivia(rest).starts_with('[') => text.find('\n').map_or("", |newline| &text[newline..]),
        _ => text,
    }
}

/// What follows white space and comments.
fn after_trivia(text: &str) -> &str {
    let mut left = text;
    loop {
        left = left.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}'));
        let comment = if left.starts_with("//") {
            left.find('\n')
        } else if left.starts_with("/*") {
            Some(block_comment(left))
        } else {
            return left;
        };
        left = comment.map_or("", |end| &left[end..]);
    }
}

/// How many bytes the block comment has that the text begins with; such comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(step) = text[at..].find(['/', '*']) {
        at += step;
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::without_shebang;

    #[track_caller]
    fn check(text: &str, rest: &str) {
        assert_eq!(without_shebang(text), rest);
    }

    #[test]
    fn a_script_line_is_cut_off() {
        check("#!/usr/bin/env x\nfn f() {}", "\nfn f() {}");
        check("\u{feff}#!x\n1", "\n1");
        check("#!x", "");
        check("#! /* never closed \n[", "\n[");
    }

    #[test]
    fn an_attribute_is_kept_whatever_stands_before_its_bracket() {
        for text in ["#![a]\n", "#! \t[a]\n", "#!/**/[a] fn f() {}\n", "#!//x\n[a]\n", "#!/* /* */ x */ // y\n\n[a]\n"]
        {
            check(text, text);
        }
    }
}
