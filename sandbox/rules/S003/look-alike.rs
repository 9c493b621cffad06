//- grid 20 pub mod m@ { | pub use super::m@::*; | pub fn f@() {} }
