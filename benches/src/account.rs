//! [`Account`]: whether a plugin holds as much of the host's memory after its calls as before.

use plugwright::Library;

/// What a plugin held before something was measured.
#[must_use = "somebody has to look whether it is held again afterwards"]
pub struct Account<'p> {
    library: &'p Library,
    before: usize,
}

impl<'p> Account<'p> {
    /// Notes what a plugin holds. What it allocates once, it has to have by then.
    pub fn of(library: &'p Library) -> Self {
        Self { library, before: library.memory().live }
    }

    /// Looks whether the plugin holds as much again.
    ///
    /// # Panics
    /// Where it does not; `what` is what was measured.
    pub fn settle(self, what: &str) {
        assert_eq!(self.library.memory().live, self.before, "{what} left some of the plugin's memory");
    }
}
