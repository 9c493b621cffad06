pub async fn greet(name: &str, others: Vec<String>) -> String {
    format!("{name} {others:?}")
}

pub async fn parse(text: String) -> Result<i32, std::num::ParseIntError> {
    text.parse()
}

pub fn boxed<'t>(text: &'t str) -> std::pin::Pin<Box<dyn Future<Output = usize> + 't>> {
    Box::pin(async move { text.len() })
}

pub async fn each(visit: &dyn Fn(u8)) {
    visit(1);
}

pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ')
}

pub fn drained(list: &mut Vec<u8>) -> Box<dyn Iterator<Item = u8> + '_> {
    Box::new(list.drain(..))
}
