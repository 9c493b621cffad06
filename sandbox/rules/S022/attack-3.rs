use std::net; pub fn f() { let _ = net::TcpStream::connect("x:1"); }
