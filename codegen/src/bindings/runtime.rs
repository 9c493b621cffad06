//! What holds the functions of the bindings, each verified once, and opens their library.

use plugwright_interface::Type;
use proc_macro2::TokenStream;
use quote::quote;

use super::function::lent;
use super::module::Module;
use super::{BoundLibrary, Writer, field};
use crate::types::Lifetime;
use crate::wrapper::is_lazy;

impl Writer<'_> {
    /// Writes what holds the functions, and opens the library.
    pub(super) fn runtime(&self, module: &Module<'_>, library: &BoundLibrary) -> TokenStream {
        let root = &self.root;
        let bound = module.all();
        let fields: Vec<_> = bound.iter().map(|bound| field(bound.index)).collect();
        let types = bound.iter().map(|bound| {
            let params = bound.func.params.iter().enumerate().map(|(index, param)| match lent(&param.ty, bound.func) {
                Some(callback) => {
                    let (_, closure) = self.closure(callback, 1);
                    quote!(#root::Lent<'static, dyn #closure>)
                }
                None => {
                    let kin = self.kin(param, index, 1).filter(|_| !is_lazy(bound.func));
                    kin.map_or_else(|| self.ty(&param.ty, Lifetime::Static, 1), |kin| kin.taken)
                }
            });
            let (kind, result) = match &bound.func.result {
                Type::Future(output) => (quote!(TypedAsync), &**output),
                Type::Iterator(item) if is_lazy(bound.func) => (quote!(TypedIter), &**item),
                result => (quote!(TypedFunction), result),
            };
            let result = self.ty(result, Lifetime::Static, 1);
            quote!(#root::#kind<(#(#params,)*), #result>)
        });
        let prepared = bound.iter().map(|bound| {
            let name = &bound.func.path;
            let found = match bound.index < self.interface.functions.len() {
                true => quote!(library.function(#name)?),
                false => quote!(library.reader(#name)?),
            };
            match &bound.func.result {
                Type::Future(_) => quote!(#found.typed_async()?),
                Type::Iterator(_) if is_lazy(bound.func) => quote!(#found.typed_iter()?),
                _ => quote!(#found.typed()?),
            }
        });
        let source = match library {
            BoundLibrary::Attached => quote!(#root::private::Source::Attached),
            BoundLibrary::Embedded { file, digest } => quote! {
                #root::private::Source::Embedded { bytes: ::std::include_bytes!(#file), digest: #digest }
            },
            BoundLibrary::Beside { file, built, digest } => quote! {
                #root::private::Source::Beside { file: #file, built: #built, digest: #digest }
            },
        };
        let krate = &self.interface.krate;
        let open = match library {
            BoundLibrary::Attached => quote! {
                #[doc = " Gives these bindings their library, and verifies every signature. Only the first library counts."]
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = " Where the library is not of the interface that these bindings were made of."]
                pub fn plugwright_attach(library: &#root::Library) -> ::std::result::Result<(), #root::BindingError> {
                    __plugwright::BINDING.attach(library)
                }
            },
            _ => quote! {
                #[doc = " Opens the library now and verifies every signature, which the first call does otherwise."]
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = " Where the library cannot be opened."]
                pub fn plugwright_open() -> ::std::result::Result<(), #root::BindingError> {
                    __plugwright::BINDING.get().map(|_| ())
                }
            },
        };
        quote! {
            #open

            #[doc(hidden)]
            mod __plugwright {
                pub struct Functions {
                    #(pub #fields: #types,)*
                }

                pub static BINDING: #root::private::Binding<Functions> =
                    #root::private::Binding::new(#krate, #source, bind);

                fn bind(library: &#root::Library) -> ::std::result::Result<Functions, #root::OpenError> {
                    ::std::result::Result::Ok(Functions {
                        #(#fields: #prepared,)*
                    })
                }
            }
        }
    }
}
