pub fn all(words: &[String], wanted: Vec<Box<dyn Fn(&str) -> bool>>) -> usize {
    words.iter().filter(|word| wanted.iter().all(|wanted| wanted(word))).count()
}

pub fn perhaps(pair: (u8, Option<&mut dyn FnMut(u8) -> u8>)) -> u8 {
    let (value, change) = pair;
    change.map_or(value, |change| change(value))
}

pub fn shared(change: std::rc::Rc<dyn Fn(u8) -> u8>) -> u8 {
    change(1)
}

pub fn adder(one: i64) -> impl Fn(i64) -> i64 {
    move |other| one + other
}

pub fn once(text: String) -> Option<Box<dyn FnOnce(&str) -> String + Send>> {
    Some(Box::new(move |more| text + more))
}

pub fn named(closures: std::collections::HashMap<String, Box<dyn Fn(u8) -> u8>>) -> usize {
    closures.len()
}

pub struct Hooks {
    pub on_start: Box<dyn Fn(&str) -> bool + Send>,
    pub limit: u32,
}

pub fn start(hooks: &Hooks, name: &str) -> bool {
    hooks.limit > 0 && (hooks.on_start)(name)
}

pub enum Job {
    Run(Box<dyn Fn()>),
    Wait,
}

pub fn work(job: Job) {
    if let Job::Run(run) = job {
        run();
    }
}

pub fn checked(one: i64) -> Result<impl Fn(i64) -> i64, std::num::ParseIntError> {
    Ok(move |other| one + other)
}
