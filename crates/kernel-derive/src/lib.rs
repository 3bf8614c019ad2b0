//! `#[derive(Input)]`: writes down a struct's fields as data and calls the reader. It holds no logic of its own.
//!
//! Field attributes, all optional: `#[input(name = "type", min = 1, max = 255, one_of = ["a", "b"], default = "0",
//! exists = "table", unique = "table.column", required, raw, secret, flatten)]`. `default` is JSON text. A `flatten`ed
//! field is an input of its own whose fields stand beside the others.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Data, DeriveInput, Expr, Field, Fields, Lit, Meta, Token, punctuated::Punctuated};

/// See the crate's documentation.
#[proc_macro_derive(Input, attributes(input))]
pub fn derive_input(item: TokenStream) -> TokenStream {
    expand(syn::parse_macro_input!(item as DeriveInput))
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

fn expand(item: DeriveInput) -> syn::Result<Tokens> {
    let name = &item.ident;
    let Data::Struct(data) = &item.data else {
        return Err(syn::Error::new_spanned(name, "Input is for structs with named fields"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(name, "Input is for structs with named fields"));
    };
    let fields: Vec<Parsed> = fields.named.iter().map(Parsed::from_field).collect::<syn::Result<_>>()?;
    let own: Vec<&Parsed> = fields.iter().filter(|field| !field.flatten).collect();
    let specs = own.iter().map(|field| field.spec());
    let count = own.len();
    let position = |ident: &syn::Ident| own.iter().position(|field| field.ident == *ident);
    let reads = fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        match position(ident) {
            Some(position) => quote! { let #ident = reader.field(&Self::INPUT_FIELDS[#position]); },
            None => quote! { let #ident = <#ty as ::fairlead_kernel::Input>::read(reader); },
        }
    });
    let all = match own.len() == fields.len() {
        true => quote! { &Self::INPUT_FIELDS },
        false => {
            let parts = fields.iter().map(|field| {
                let ty = &field.ty;
                match position(&field.ident) {
                    Some(position) => quote! { all.push(#name::INPUT_FIELDS[#position]); },
                    None => quote! { all.extend_from_slice(<#ty as ::fairlead_kernel::Input>::fields()); },
                }
            });
            quote! {
                static ALL: ::std::sync::LazyLock<::std::vec::Vec<::fairlead_kernel::FieldSpec>> =
                    ::std::sync::LazyLock::new(|| {
                        let mut all = ::std::vec::Vec::new();
                        #(#parts)*
                        all
                    });
                &ALL
            }
        }
    };
    let builds = fields.iter().map(|field| {
        let ident = &field.ident;
        quote! { #ident: #ident? }
    });
    let writes = fields.iter().filter(|field| !field.secret).map(|field| {
        let (ident, wire) = (&field.ident, &field.wire);
        if field.flatten {
            return quote! { map.extend(::fairlead_kernel::Input::to_map(&self.#ident)); };
        }
        quote! { map.insert(#wire.to_owned(), ::fairlead_kernel::FieldValue::to_value(&self.#ident)); }
    });
    let nested = nested(name);
    Ok(quote! {
        impl #name {
            const INPUT_FIELDS: [::fairlead_kernel::FieldSpec; #count] = [#(#specs),*];
        }
        impl ::fairlead_kernel::Input for #name {
            const NAME: &'static str = stringify!(#name);
            fn fields() -> &'static [::fairlead_kernel::FieldSpec] {
                #all
            }
            fn read(reader: &mut ::fairlead_kernel::Reader<'_>) -> ::core::option::Option<Self> {
                #(#reads)*
                Some(Self { #(#builds),* })
            }
            fn to_map(&self) -> ::serde_json::Map<String, ::serde_json::Value> {
                let mut map = ::serde_json::Map::new();
                #(#writes)*
                map
            }
        }
        #nested
    })
}

/// Lets the struct be a field of another input.
fn nested(name: &syn::Ident) -> Tokens {
    quote! {
        impl ::fairlead_kernel::FieldValue for #name {
            const KIND: ::fairlead_kernel::Kind = ::fairlead_kernel::Kind::Object(<Self as ::fairlead_kernel::Input>::fields);
            fn parse(
                value: &::serde_json::Value,
                _: &::fairlead_kernel::FieldSpec,
                path: &str,
                findings: &mut ::fairlead_kernel::Findings,
            ) -> ::core::option::Option<Self> {
                ::fairlead_kernel::read_nested(value, path, findings)
            }
            fn is_blank(value: &::serde_json::Value) -> bool {
                ::fairlead_kernel::nested_blank(value)
            }
            fn to_value(&self) -> ::serde_json::Value {
                ::serde_json::Value::Object(::fairlead_kernel::Input::to_map(self))
            }
        }
    }
}

struct Parsed {
    ident: syn::Ident,
    ty: syn::Type,
    wire: String,
    doc: String,
    rules: Vec<Tokens>,
    has_default: bool,
    required: bool,
    secret: bool,
    flatten: bool,
}

impl Parsed {
    fn from_field(field: &Field) -> syn::Result<Self> {
        let ident = field.ident.clone().ok_or_else(|| syn::Error::new_spanned(field, "named fields only"))?;
        let wire = ident.to_string().trim_start_matches("r#").to_owned();
        let mut parsed = Self {
            ident,
            ty: field.ty.clone(),
            wire,
            doc: doc_of(field),
            rules: Vec::new(),
            has_default: false,
            required: false,
            secret: false,
            flatten: false,
        };
        for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("input")) {
            for meta in attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)? {
                parsed.rule(meta)?;
            }
        }
        Ok(parsed)
    }

    fn rule(&mut self, meta: Meta) -> syn::Result<()> {
        match meta {
            Meta::Path(path) if path.is_ident("required") => self.required = true,
            Meta::Path(path) if path.is_ident("flatten") => self.flatten = true,
            Meta::Path(path) if path.is_ident("secret") => {
                self.secret = true;
                self.rules.push(quote! { secret: true });
            }
            Meta::Path(path) if path.is_ident("raw") => self.rules.push(quote! { raw: true }),
            Meta::NameValue(pair) => {
                let value: &Expr = &pair.value;
                let key = pair.path.require_ident()?;
                match key.to_string().as_str() {
                    "name" => self.wire = text_of(value)?,
                    "one_of" => self.rules.push(quote! { one_of: &#value }),
                    "min" | "max" | "exists" | "unique" => self.rules.push(quote! { #key: Some(#value) }),
                    "default" => {
                        self.has_default = true;
                        self.rules.push(quote! { default: Some(#value) });
                    }
                    _ => return Err(syn::Error::new_spanned(key, "unknown rule")),
                }
            }
            other => return Err(syn::Error::new_spanned(other, "unknown rule")),
        }
        Ok(())
    }

    fn spec(&self) -> Tokens {
        let (wire, doc, ty, rules) = (&self.wire, &self.doc, &self.ty, &self.rules);
        let required = match (self.required, self.has_default) {
            (true, _) => quote! { true },
            (_, true) => quote! { false },
            _ => quote! { <#ty as ::fairlead_kernel::FieldValue>::REQUIRED },
        };
        quote! {
            ::fairlead_kernel::FieldSpec {
                name: #wire,
                doc: #doc,
                kind: <#ty as ::fairlead_kernel::FieldValue>::KIND,
                required: #required,
                #(#rules,)*
                ..::fairlead_kernel::FieldSpec::PLAIN
            }
        }
    }
}

fn text_of(value: &Expr) -> syn::Result<String> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Ok(text.value()),
            other => Err(syn::Error::new_spanned(other, "a string is expected")),
        },
        other => Err(syn::Error::new_spanned(other, "a string is expected")),
    }
}

fn doc_of(field: &Field) -> String {
    let lines: Vec<String> = field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) => text_of(&pair.value).ok(),
            _ => None,
        })
        .map(|line| line.trim().to_owned())
        .collect();
    lines.join(" ")
}
