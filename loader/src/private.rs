//! What the code that `derive(Bridge)` and generated bindings hold is made of. Nothing here is meant to be called by hand: it trusts its
//! caller to take each form apart once, and by its own tag.

use std::mem::MaybeUninit;

pub use plugwright_interface::abi::{
    Arena, Input, Invalid, Output, Pointer, Room, Scrap, check_field, decode_field, decode_inside,
};
pub use plugwright_interface::wire::{Reader, put_head, put_variant, tag};
pub use plugwright_interface::{Access, Describe, Fields, Known, Shape, Type};
use plugwright_interface::{Field, Variant};

use crate::Object;

pub use crate::binding::{Binding, Source};
pub use crate::boxed::lower_inside;
pub use crate::heap::Heap;
pub use crate::{Answer, Argument};

/// The side of the wire that a host's own types are on: they are written and read there, and have no forms.
#[derive(Debug)]
pub enum Host {}

/// The form of a `T` that a plugin lowered.
#[repr(transparent)]
pub struct Form<T: Answer>(pub(crate) T::Repr);

impl<T: Answer> Clone for Form<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Answer> Copy for Form<T> {}

impl<T: Answer> Form<T> {
    /// Brings the form back to a value, once; `place` is the field's name in messages.
    ///
    /// # Errors
    /// Where the form is of no value.
    #[inline]
    pub fn lift(self, heap: &Heap, place: &str) -> Result<T, Invalid> {
        // SAFETY: a form is made only of what a plugin lowered, and derived code lifts it once.
        unsafe { T::lift(self.0, heap) }.map_err(|fault| fault.at(place))
    }

    /// Takes the form apart.
    #[inline]
    #[must_use]
    pub fn parts(self) -> T::Repr {
        self.0
    }
}

impl<T: Answer<Repr = Pointer>> Form<T> {
    /// Brings the form of a value that stays in the plugin back to an object.
    ///
    /// # Errors
    /// Where it is none.
    pub fn object(self, heap: &Heap) -> Result<Object, Invalid> {
        // SAFETY: as in `lift`; what has this form was lowered as an object.
        unsafe { <Object as Answer>::lift(self.0, heap) }
    }
}

/// An enum: the index of the variant, and what it holds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Choice<C: Copy> {
    /// Index of the variant.
    pub tag: u32,
    /// What that variant holds.
    pub content: C,
}

/// What a variant can hold: a chain of [`Either`]s that ends in `()`.
pub trait Content: Copy {
    /// The content of a variant without fields.
    fn none() -> Self;
}

impl Content for () {
    #[inline]
    fn none() {}
}

/// One variant's fields or those of the others, as one union of all of them: a union of unions is laid out so.
#[repr(C)]
#[derive(Clone, Copy)]
pub union Either<A: Copy, B: Copy> {
    this: MaybeUninit<A>,
    other: MaybeUninit<B>,
}

impl<A: Copy, B: Copy> Content for Either<A, B> {
    #[inline]
    fn none() -> Self {
        Self { other: MaybeUninit::uninit() }
    }
}

impl<A: Copy, B: Copy> Either<A, B> {
    /// Holds the first.
    #[inline]
    #[must_use]
    pub fn this(this: A) -> Self {
        Self { this: MaybeUninit::new(this) }
    }

    /// Holds one of the others.
    #[inline]
    #[must_use]
    pub fn other(other: B) -> Self {
        Self { other: MaybeUninit::new(other) }
    }

    /// Takes the first, which the tag says it is.
    #[inline]
    #[must_use]
    pub fn into_this(self) -> A {
        // SAFETY: derived code asks for what the tag says.
        unsafe { self.this.assume_init() }
    }

    /// Takes the others, which the tag says it is one of.
    #[inline]
    #[must_use]
    pub fn into_other(self) -> B {
        // SAFETY: any bits are a union; derived code asks for what the tag says.
        unsafe { self.other.assume_init() }
    }
}

/// Describes a field.
#[must_use]
pub fn field(name: &str, ty: Type) -> Field {
    Field { name: name.to_owned(), ty }
}

/// Describes a variant.
#[must_use]
pub fn variant(name: &str, fields: Fields) -> Variant {
    Variant { name: name.to_owned(), fields }
}

/// Reports a tag that no variant has.
#[cold]
#[must_use]
pub fn unknown_tag(name: &str, tag: u32) -> Invalid {
    Invalid::new(name, format_args!("the tag {tag}"))
}

/// Reports a variant that the enum does not have, or not with as many fields.
#[cold]
#[must_use]
pub fn unknown_variant(name: &str, index: u32, count: u32) -> Invalid {
    Invalid::new(name, format_args!("the variant {index} of {count} fields"))
}

/// Declares the host's name for a type whose values stay in the plugin.
#[macro_export]
#[doc(hidden)]
macro_rules! __object {
    ($(#[$attribute:meta])* $name:ident = $path:literal) => {
        $(#[$attribute])*
        pub struct $name($crate::Object);

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ::std::convert::From<$name> for $crate::Object {
            fn from(object: $name) -> Self {
                object.0
            }
        }

        impl ::std::convert::AsRef<$crate::Object> for $name {
            fn as_ref(&self) -> &$crate::Object {
                &self.0
            }
        }

        impl ::std::convert::AsMut<$crate::Object> for $name {
            fn as_mut(&mut self) -> &mut $crate::Object {
                &mut self.0
            }
        }

        impl $crate::Implements<$name> for $name {}

        impl $crate::private::Answer for $name {
            type Repr = $crate::private::Pointer;

            fn lift_form(
                form: $crate::private::Form<Self>,
                heap: &$crate::private::Heap,
            ) -> ::std::result::Result<Self, $crate::private::Invalid> {
                form.object(heap).map(Self)
            }
        }

        impl $crate::private::Describe for $name {
            fn describe(_: &mut $crate::private::Known) -> $crate::private::Type {
                $crate::private::Type::Handle($crate::private::Access::Owned, $path.to_owned())
            }

            fn describe_mut(_: &mut $crate::private::Known) -> $crate::private::Type {
                $crate::private::Type::Handle($crate::private::Access::Exclusive, $path.to_owned())
            }
        }

        impl $crate::private::Describe for &$name {
            fn describe(_: &mut $crate::private::Known) -> $crate::private::Type {
                $crate::private::Type::Handle($crate::private::Access::Shared, $path.to_owned())
            }
        }

        impl $crate::private::Argument for $name {
            type At<'a> = Self;
            type Repr = $crate::private::Pointer;
            const MOVES_WHEN_LENT: bool = false;

            #[inline]
            fn lower(object: Self, heap: &$crate::private::Heap) -> $crate::private::Pointer {
                <$crate::Object as $crate::private::Argument>::lower(object.0, heap)
            }

            #[inline]
            fn lower_mut(object: &mut Self) -> $crate::private::Pointer {
                <$crate::Object as $crate::private::Argument>::lower_mut(&mut object.0)
            }
        }

        impl $crate::private::Argument for &$name {
            type At<'a> = &'a $name;
            type Repr = $crate::private::Pointer;

            #[inline]
            fn lower(object: &$name, heap: &$crate::private::Heap) -> $crate::private::Pointer {
                <&$crate::Object as $crate::private::Argument>::lower(&object.0, heap)
            }
        }
    };
}
