pub fn stdin() {} pub fn stdout() { stdin() } mod io { pub fn stdin() {} } pub fn f() { io::stdin() }
