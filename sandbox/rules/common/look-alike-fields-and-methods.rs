pub struct C {
    pub process: i64,
    pub env: i64,
}
impl C {
    pub fn spawn(&self) -> i64 {
        self.process
    }
    pub fn exec(&self) -> i64 {
        self.env
    }
    pub fn std(self) -> Self {
        self
    }
}
pub fn run() -> i64 {
    let c = C { process: 40, env: 2 }.std();
    c.spawn() + c.exec()
}
