pub struct Command; impl Command { pub fn exit(&self) {} } pub fn f(c: Command) { c.exit() }
