//! Arguments of the command line → values, guided by the parameters.

use plugwright::{CallError, Signature, Type, Value};
use plugwright_interface::{Definition, Form, from_json};

use crate::failure::Failure;

/// Longest part of an argument that a message shows.
const SHOWN: usize = 60;

/// Reads one argument for each parameter, but for those at the end that may be left out.
pub(crate) fn values(types: &[Definition], function: &Signature, args: &[String]) -> Result<Vec<Value>, Failure> {
    let expected = function.arguments().count();
    if !(function.required()..=expected).contains(&args.len()) {
        return Err(Failure::Call(CallError::ArgumentCount {
            function: function.to_string(),
            least: function.required(),
            expected,
            given: args.len(),
        }));
    }
    let each = function.arguments().zip(args);
    each.map(|((index, param), arg)| {
        value(types, &param.ty, arg).map_err(|source| Failure::Argument {
            function: function.to_string(),
            index,
            name: param.name.clone(),
            expected: param.ty.to_string(),
            found: shown(&param.ty, arg),
            source,
        })
    })
    .collect()
}

/// Reads JSON. Where text, a character or a variant of an enum is wanted and the argument is no JSON string, it is the text, the
/// character or the name of the variant itself.
fn value(types: &[Definition], ty: &Type, arg: &str) -> Result<Value, serde_json::Error> {
    match (ty, from_json(types, ty, arg)) {
        (Type::Str | Type::String, Err(_)) => Ok(Value::from(arg)),
        (Type::Char, Err(fault)) => only_char(arg).map(Value::from).ok_or(fault),
        (Type::Standard(standard, arguments), Err(_))
            if matches!(standard.form(arguments), Form::Text | Form::Path) =>
        {
            Ok(Value::from(arg))
        }
        (Type::Named(_) | Type::Ordering, Err(_)) if is_name(arg) => {
            from_json(types, ty, &serde_json::Value::from(arg).to_string())
        }
        (_, value) => value,
    }
}

/// Whether an argument is a name and no JSON.
fn is_name(arg: &str) -> bool {
    let is_word = arg.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    is_word && arg.starts_with(|first: char| !first.is_ascii_digit()) && !matches!(arg, "null" | "true" | "false")
}

/// The character that a text is.
fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn shown(ty: &Type, arg: &str) -> String {
    let shown = match arg.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", &arg[..end]),
        None => format!("`{arg}`"),
    };
    match serde_json::from_str::<serde_json::Value>(arg) {
        Ok(_) => shown,
        Err(_) if *ty == Type::Char && arg.is_empty() => "nothing".to_owned(),
        Err(_) if *ty == Type::Char => shown + ", which is more than one character",
        Err(fault) if is_too_deep(&fault) => shown + ", which is JSON of more than 128 levels",
        Err(_) if matches!(ty, Type::Named(_) | Type::Ordering) && is_name(arg) => shown,
        Err(_) => shown + ", which is no JSON",
    }
}

/// Whether JSON was refused for its depth, of which the error has no kind.
fn is_too_deep(fault: &serde_json::Error) -> bool {
    fault.to_string().starts_with("recursion limit exceeded")
}

#[cfg(test)]
mod tests {
    use plugwright::{Int, Type, Value};

    use super::{shown, value};

    #[track_caller]
    fn check(ty: Type, arg: &str, expect: impl Into<Value>) {
        assert_eq!(value(&[], &ty, arg).expect("of that type"), expect.into());
    }

    #[test]
    fn text_needs_no_quotes_but_may_have_them() {
        check(Type::Str, "World", "World");
        check(Type::Str, "\"World\"", "World");
        check(Type::String, "\"a\\nb\"", "a\nb");
        check(Type::Str, "7", "7");
        check(Type::Str, "null", "null");
        check(Type::Str, "", "");
        check(Type::Str, "\"half", "\"half");
        check(Type::Str, "--json", "--json");
    }

    #[test]
    fn a_character_needs_no_quotes_but_may_have_them() {
        check(Type::Char, "ö", 'ö');
        check(Type::Char, "\"ö\"", 'ö');
        check(Type::Char, "7", '7');
        check(Type::Char, "\"", '"');
        assert!(value(&[], &Type::Char, "ab").is_err());
        assert!(value(&[], &Type::Char, "").is_err());
    }

    #[test]
    fn json_of_another_type_is_still_json() {
        assert_eq!(shown(&Type::Bool, "{}"), "`{}`");
        assert_eq!(shown(&Type::Bool, "{"), "`{`, which is no JSON");
        assert_eq!(shown(&Type::Char, "7"), "`7`");
        assert_eq!(shown(&Type::Char, "ab"), "`ab`, which is more than one character");
        assert_eq!(shown(&Type::Char, ""), "nothing");
        let deep = shown(&Type::Bool, &"[".repeat(100_000));
        assert!(deep.ends_with("…`, which is JSON of more than 128 levels"), "{deep}");
    }

    #[test]
    fn the_name_of_a_variant_needs_no_quotes() {
        check(Type::Ordering, "Less", Value::unit_variant("Less"));
        check(Type::Ordering, "\"Less\"", Value::unit_variant("Less"));
        let fault = value(&[], &Type::Ordering, "Smaller").expect_err("there is no such variant").to_string();
        assert!(fault.contains("Smaller"), "{fault}");
        assert_eq!(shown(&Type::Ordering, "Smaller"), "`Smaller`");
    }

    #[test]
    fn everything_else_is_json() {
        check(Type::Int(Int::I8), "-7", -7_i8);
        check(Type::Vec(Box::new(Type::String)), r#"["a"]"#, vec!["a"]);
        assert!(value(&[], &Type::Int(Int::U8), "300").is_err());
        assert!(value(&[], &Type::Vec(Box::new(Type::String)), "a").is_err());
    }
}
