use std::net;

pub fn reach(address: &str) -> bool {
    net::TcpStream::connect(address).is_ok()
}
