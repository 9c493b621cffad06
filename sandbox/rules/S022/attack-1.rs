use std::net as n; pub fn f() { n::UdpSocket::bind("x"); }
