//! [`Local`]: a context's other side without a host, for tests of plugins.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::services::operation;
use crate::{Services, State, Storable, encode};

/// Values in memory.
#[derive(Default)]
pub(crate) struct Local {
    values: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Services for Local {
    fn ask(&self, operation: u32, key: &str, value: &[u8], answer: &mut Vec<u8>) -> u32 {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        match operation {
            operation::GET => values.get(key).map_or(0, |value| {
                answer.extend_from_slice(value);
                1
            }),
            operation::SET => {
                values.insert(key.to_owned(), value.to_vec());
                1
            }
            operation::REMOVE => values.remove(key).is_some().into(),
            operation::KEYS => {
                encode(&values.keys().cloned().collect::<Vec<_>>().into_value(), answer);
                1
            }
            operation::STATE => State::Ready.number(),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::{Duration, SystemTime};

    use crate::{Context, Error, Storable, Value, decode, encode};

    #[track_caller]
    fn check<T: Storable + Clone + PartialEq + std::fmt::Debug>(value: T) {
        let ctx = Context::local();
        ctx.set("it", value.clone());
        assert_eq!(ctx.get::<T>("it"), Ok(value));
    }

    #[test]
    fn every_type_comes_back() {
        check(());
        check(true);
        check((u8::MAX, i64::MIN, u64::MAX, i128::MIN, u128::MAX));
        check((1.5_f32, f64::MIN, 'ä'));
        check("text".to_owned());
        check(vec![1_u8, 2]);
        check([1_i32, -2]);
        check(Some(Ok::<_, String>(vec![Some(1)])));
        check(BTreeMap::from([("a".to_owned(), vec![1.0]), ("b".to_owned(), vec![])]));
        check((Duration::new(1, 2), SystemTime::UNIX_EPOCH - Duration::new(3, 4)));
    }

    #[test]
    fn another_type_is_named() {
        let ctx = Context::local();
        ctx.set("n", 300);
        let shown = |error: Error| error.to_string();
        assert_eq!(
            ctx.get::<u8>("n").map_err(shown),
            Err("the value `n` of the context: expected u8, found 300".into())
        );
        assert_eq!(
            ctx.get::<String>("n").map_err(shown),
            Err("the value `n` of the context: expected String, found 300".into())
        );
        assert_eq!(ctx.get::<u8>("m").map_err(shown), Err("the context has no value `m`".into()));
        assert_eq!(ctx.find::<u8>("m"), Ok(None));
        assert_eq!((ctx.keys(), ctx.remove("n"), ctx.remove("n")), (vec!["n".to_owned()], true, false));
    }

    #[test]
    fn no_bytes_are_believed() {
        let mut bytes = Vec::new();
        let value = Value::Record(vec![("a".into(), Value::Variant("B".into(), Box::new(Value::List(vec![]))))]);
        encode(&value, &mut bytes);
        assert_eq!(decode(&bytes), Some(value));
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None, "cut off at {end}");
        }
        let mut deep = vec![14; 100_000];
        deep.push(0);
        assert_eq!(decode(&deep), None, "too deep");
    }
}
