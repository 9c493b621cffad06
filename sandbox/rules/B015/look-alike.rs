//- link -Wl,-z,now
use std::collections::HashMap;

pub fn count(text: &str) -> usize {
    text.split(' ').map(|word| (word, 1)).collect::<HashMap<_, _>>().len()
}
