use std::fmt as std_fmt;

pub fn standard(value: &dyn std_fmt::Display) -> String {
    value.to_string()
}
