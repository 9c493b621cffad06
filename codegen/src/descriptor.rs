//! The part of a bridge that is about the library as a whole: its one exported symbol, the table behind it, and the
//! allocator.

use plugwright_interface::{Interface, Shape};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::definition::stems;
use crate::opaque::class_name;
use crate::wrapper::{Names, is_lazy};

/// Variables that tell a bridge, while it is compiled, who compiles it.
pub(crate) const RUSTC_VARIABLE: &str = "PLUGWRIGHT_RUSTC";
pub(crate) const TARGET_VARIABLE: &str = "PLUGWRIGHT_TARGET";

/// Settings that tell it what is known of the code that it is linked with: the fields of `abi::Facts`.
pub(crate) const PRINTS: &str = "prints";
pub(crate) const UNPROVEN: &str = "unproven";

/// Name of the file with the interface, beside the generated `lib.rs`.
pub(crate) const INTERFACE_FILE: &str = "interface.json";

/// Writes what comes before the functions.
pub(crate) fn head() -> TokenStream {
    let runtime = quote::format_ident!("{}", crate::ahead::RUNTIME);
    quote! {
        #![allow(unused_imports, non_camel_case_types, non_snake_case, non_upper_case_globals, clippy::all)]

        use #runtime::abi;
        use #runtime::abi::{DebugText as _, DisplayText as _, Lacks as _, TypeText as _, Unchecked as _};
        use #runtime::wire;

        #[doc = " The host's heap, which host and plugin share."]
        #[global_allocator]
        static HEAP: abi::HostAllocator = abi::HostAllocator;

        #[doc = " Makes the impls for the plugin's own types this bridge's."]
        pub struct Bridge;
    }
}

/// Writes what comes after the functions: `names` in the order of the interface.
pub(crate) fn table(interface: &Interface, names: &[Names]) -> TokenStream {
    let count = Literal::usize_unsuffixed(names.len());
    let entry_count = Literal::usize_unsuffixed(names.len());
    let direct = names.iter().map(|names| &names.direct);
    let wire = names.iter().map(|names| &names.wire);
    let lazy =
        interface.entries().zip(names).map(|(func, Names { lazy_direct, lazy_wire, .. })| match is_lazy(&func) {
            true => quote!(Some(&abi::Lazy { direct: #lazy_direct as *const (), wire: #lazy_wire })),
            false => quote!(None),
        });
    let types = interface.types.iter().zip(stems(&interface.types));
    let opaque = types.filter(|(definition, _)| definition.shape == Shape::Opaque);
    let classes: Vec<_> = opaque.map(|(_, stem)| class_name(&stem)).collect();
    let class_count = Literal::usize_unsuffixed(classes.len());
    let hashes = interface.entries().map(|func| hex(func.signature_hash(&interface.types)));
    quote! {
        #[doc = " One entry per function, in the order of the interface."]
        static ENTRIES: [abi::Entry; #count] = [
            #(abi::Entry { direct: #direct as *const (), wire: #wire, signature: #hashes, lazy: #lazy },)*
        ];

        #[doc = " One class per opaque type, in the order of the interface."]
        static CLASSES: [&abi::Class; #class_count] = [#(&#classes),*];

        static TABLE: abi::Table = abi::Table {
            abi: abi::ABI_VERSION,
            entry_count: #entry_count,
            entries: ENTRIES.as_ptr(),
            class_count: #class_count,
            classes: CLASSES.as_ptr(),
            keep: abi::keep_object,
            lend: abi::lend_kept,
            end_loan: abi::end_loan,
            take: abi::take_kept,
            class_of: abi::class_of,
            release: abi::release,
            interface: abi::Text::new(include_str!(#INTERFACE_FILE)),
            rustc: abi::Text::new(built_by(option_env!(#RUSTC_VARIABLE))),
            target: abi::Text::new(built_by(option_env!(#TARGET_VARIABLE))),
            init: abi::init,
            flush: abi::flush,
            enter: abi::enter,
            facts: abi::Facts { prints: cfg!(prints), unproven: cfg!(unproven) },
        };

        const fn built_by(variable: Option<&'static str>) -> &'static str {
            match variable {
                Some(value) => value,
                None => "unknown",
            }
        }

        #[doc = " The library's only exported symbol."]
        #[unsafe(no_mangle)]
        pub extern "C" fn plugwright_plugin_v1() -> *const abi::Table {
            &raw const TABLE
        }
    }
}

fn hex(hash: u64) -> Literal {
    // A hash in decimal digits says nothing; the literal is valid by construction.
    format!("0x{hash:016x}").parse().unwrap_or_else(|_| Literal::u64_unsuffixed(hash))
}
