pub mod prelude {
    pub use std::env as settings;
}
