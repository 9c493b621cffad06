//! [`Services`]: what a context asks its host for. The bridge implements it; plugins have no business here.

/// The other side of a [`crate::Context`].
#[doc(hidden)]
pub trait Services: Send + Sync {
    /// Does one of the operations of [`operation`]; the answer's bytes are appended to `answer`. Never unwinds.
    fn ask(&self, operation: u32, key: &str, value: &[u8], answer: &mut Vec<u8>) -> u32;
}

/// The operations, and what they return. The host has the same numbers in its `abi/context.rs`.
#[doc(hidden)]
pub mod operation {
    /// Answers with the value of that key; returns 1 where there is one.
    pub const GET: u32 = 1;
    /// Puts `value` under the key.
    pub const SET: u32 = 2;
    /// Removes the key; returns 1 where there was one.
    pub const REMOVE: u32 = 3;
    /// Answers with the list of all keys.
    pub const KEYS: u32 = 4;
    /// Returns 0 to go on, 1 where the call was cancelled, 2 where its time is over.
    pub const STOPPED: u32 = 5;
    /// Answers with the time that is left as a duration; returns 0 where there is no deadline.
    pub const TIME_LEFT: u32 = 6;
    /// Answers with the label as bytes of UTF-8.
    pub const LABEL: u32 = 7;
    /// Answers with the setting of that name, or the whole config where the name is empty; returns 1 where there is one.
    pub const CONFIG: u32 = 8;
    /// Returns the number of the plugin's state.
    pub const STATE: u32 = 9;
    /// Writes `value`, UTF-8, to the log; the key is the number of the level in one byte.
    pub const LOG: u32 = 10;
}
