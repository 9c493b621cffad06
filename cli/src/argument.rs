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
            found: shown(arg),
            source,
        })
    })
    .collect()
}

/// Reads JSON. Where text or a character is wanted and the argument is no JSON string, it is the text or character itself.
fn value(types: &[Definition], ty: &Type, arg: &str) -> Result<Value, serde_json::Error> {
    match (ty, from_json(types, ty, arg)) {
        (Type::Str | Type::String, Err(_)) => Ok(Value::from(arg)),
        (Type::Char, Err(fault)) => only_char(arg).map(Value::from).ok_or(fault),
        (Type::Standard(standard, arguments), Err(_))
            if matches!(standard.form(arguments), Form::Text | Form::Path) =>
        {
            Ok(Value::from(arg))
        }
        (_, value) => value,
    }
}

/// The character that a text is.
fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

fn shown(arg: &str) -> String {
    let shown = match arg.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", &arg[..end]),
        None => format!("`{arg}`"),
    };
    match serde_json::from_str::<serde::de::IgnoredAny>(arg) {
        Ok(_) => shown,
        Err(_) => shown + ", which is no JSON",
    }
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
        assert_eq!(shown("{}"), "`{}`");
        assert_eq!(shown("{"), "`{`, which is no JSON");
    }

    #[test]
    fn everything_else_is_json() {
        check(Type::Int(Int::I8), "-7", -7_i8);
        check(Type::Vec(Box::new(Type::String)), r#"["a"]"#, vec!["a"]);
        assert!(value(&[], &Type::Int(Int::U8), "300").is_err());
        assert!(value(&[], &Type::Vec(Box::new(Type::String)), "a").is_err());
    }
}
