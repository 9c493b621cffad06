pub enum Net { Tcp, Process } use Net::*; pub fn f() -> Net { Process }
