extern crate alloc as std;
