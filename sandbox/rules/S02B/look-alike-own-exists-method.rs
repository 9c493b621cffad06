pub struct Index(Vec<i64>);
impl Index {
    pub fn new(v: Vec<i64>) -> Self {
        Index(v)
    }
    pub fn exists(&self, x: i64) -> bool {
        self.0.contains(&x)
    }
    pub fn is_file(&self) -> bool {
        false
    }
    pub fn metadata(&self) -> i64 {
        7
    }
}
pub fn run() -> i64 {
    let i = Index::new(vec![1]);
    if i.exists(1) && !i.is_file() { Index::new(vec![]).metadata() } else { 0 }
}
