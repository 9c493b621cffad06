pub struct P<'std>(pub &'std str);
impl<'std> P<'std> {
    pub fn get(&self) -> &'std str {
        self.0
    }
}
pub fn run() -> i64 {
    let mut n = 0;
    'process: loop {
        'fs: for i in 0.. {
            if i == 40 {
                n = i;
                break 'process;
            }
            continue 'fs;
        }
    }
    n + P("ab").get().len() as i64
}
