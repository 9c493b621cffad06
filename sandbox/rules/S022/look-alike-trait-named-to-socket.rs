pub trait ToSocketAddrs {
    fn to_socket_addrs(&self) -> i64;
}
impl ToSocketAddrs for str {
    fn to_socket_addrs(&self) -> i64 {
        self.len() as i64
    }
}
pub fn run() -> i64 {
    "localhost:80".to_socket_addrs()
}
