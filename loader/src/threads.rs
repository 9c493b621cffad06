//! [`Threads`]: to which threads a host may take a value that stays in the plugin.

use plugwright_interface::abi::Class;

/// To which threads an [`crate::Object`] may go: `dyn Stays`, `dyn Send`, `dyn Sync` or `dyn Send + Sync`.
pub trait Threads: sealed::Sealed + 'static {
    /// The object's type as messages spell it.
    #[doc(hidden)]
    const NAME: &'static str;

    /// Whether the value's type has to be `Send`.
    #[doc(hidden)]
    const SEND: bool;

    /// Whether the value's type has to be `Sync`.
    #[doc(hidden)]
    const SYNC: bool;
}

/// Where an object stays on the thread that got it.
pub trait Stays {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! threads {
    ($($bound:ty: $name:literal send $send:literal sync $sync:literal;)*) => {
        $(
            impl sealed::Sealed for $bound {}

            impl Threads for $bound {
                const NAME: &'static str = $name;
                const SEND: bool = $send;
                const SYNC: bool = $sync;
            }
        )*

        /// Whether a class has what the name of an object's type says.
        pub(crate) fn named_fit(name: &str, class: &Class) -> bool {
            match name {
                $($name => fit::<$bound>(class),)*
                _ => false,
            }
        }
    };
}
threads! {
    dyn Stays: "Object" send false sync false;
    dyn Send: "Object<dyn Send>" send true sync false;
    dyn Sync: "Object<dyn Sync>" send false sync true;
    dyn Send + Sync: "Object<dyn Send + Sync>" send true sync true;
}

/// Whether objects of a class may go there.
pub(crate) fn fit<T: ?Sized + Threads>(class: &Class) -> bool {
    (class.send || !T::SEND) && (class.sync || !T::SYNC)
}
