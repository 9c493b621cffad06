//- grid 150 pub mod m@ { | pub use super::m@::*; | pub use std::fmt as f@; pub use std::str as g@; pub use std::rc as h@; }
