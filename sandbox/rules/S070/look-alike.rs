use std::collections::BTreeMap;
use std::fmt::Display;

pub trait Visit<'a> {
    type Out;

    fn visit(&mut self, word: &'a str) -> Self::Out;
}

pub type Table = BTreeMap<String, fn(&str, &&str) -> usize>;

pub fn words<'a>(text: &'a str) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    Box::new(text.split(' ').filter(|word: &&str| !word.is_empty()))
}

impl<F: Fn() -> R, R: Display> Show for F {
    fn show(&self) -> String {
        self().to_string()
    }
}

pub trait Show {
    fn show(&self) -> String;
}

pub fn all(shown: &[Box<dyn Show>]) -> Vec<String> {
    shown.iter().map(|one| one.show()).collect()
}
