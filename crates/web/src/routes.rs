use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Extensions, Method};
use axum::routing::{MethodFilter, on};
use fairlead_kernel::{FieldSpec, Input};
use utoipa::openapi::{RefOr, schema::Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::{Access, Allowed, App, Public};

/// Bodies are limited to this unless a route says otherwise.
const BODY_LIMIT_IN_BYTES: usize = 2 * 1024 * 1024;

/// The first argument of a handler says who may call it.
pub trait HasAccess {
    /// The permission, if a particular one is needed.
    fn permission() -> Option<(&'static str, &'static str)>;
    /// Whether anybody must be signed in.
    fn signed_in() -> bool;
}

macro_rules! has_access {
    ($($rest:ident),*) => {
        impl<M, A: Access, $($rest),*> HasAccess for (M, Allowed<A>, $($rest),*) {
            fn permission() -> Option<(&'static str, &'static str)> {
                A::permission()
            }
            fn signed_in() -> bool {
                A::SIGNED_IN
            }
        }
        impl<M, $($rest),*> HasAccess for (M, Public, $($rest),*) {
            fn permission() -> Option<(&'static str, &'static str)> {
                None
            }
            fn signed_in() -> bool {
                false
            }
        }
    };
}

has_access!();
has_access!(T2);
has_access!(T2, T3);
has_access!(T2, T3, T4);
has_access!(T2, T3, T4, T5);

/// What an operation answers with.
#[derive(Clone)]
pub enum Shape {
    /// `data` is one of these.
    One(Named),
    /// `data` is a list of these.
    Many(Named),
    /// `data` is free.
    Free,
    /// Not JSON.
    Bytes(&'static str),
}

/// A schema and its name.
#[derive(Clone)]
pub struct Named {
    /// Name of the schema.
    pub name: String,
    /// The schema itself.
    pub schema: RefOr<Schema>,
    /// Schemas it refers to.
    pub others: Vec<(String, RefOr<Schema>)>,
}

impl Named {
    fn of<V: ToSchema>() -> Self {
        let mut others = Vec::new();
        V::schemas(&mut others);
        Self { name: V::name().into_owned(), schema: <V as PartialSchema>::schema(), others }
    }
}

/// What the OpenAPI says of an operation.
#[derive(Clone)]
pub struct Doc {
    pub(crate) tag: &'static str,
    pub(crate) summary: String,
    pub(crate) status: u16,
    pub(crate) body: Option<(&'static str, &'static [FieldSpec])>,
    pub(crate) shape: Shape,
    pub(crate) listing: Option<Listing>,
    pub(crate) required_queries: Vec<(&'static str, &'static str)>,
    pub(crate) own: bool,
    body_limit_in_bytes: usize,
}

/// What a list can be sorted, filtered and searched by.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub(crate) sorts: Vec<String>,
    pub(crate) filters: Vec<String>,
    pub(crate) searchable: bool,
    pub(crate) as_file: bool,
}

impl Doc {
    /// An operation of the contract: its group and what it does.
    pub fn new(tag: &'static str, summary: impl Into<String>) -> Self {
        Self {
            tag,
            summary: summary.into(),
            status: 200,
            body: None,
            shape: Shape::Free,
            listing: None,
            required_queries: Vec::new(),
            own: false,
            body_limit_in_bytes: BODY_LIMIT_IN_BYTES,
        }
    }

    /// An operation that only Fairlead has.
    pub fn own(tag: &'static str, summary: impl Into<String>) -> Self {
        Self { own: true, ..Self::new(tag, summary) }
    }

    /// Marks an operation as Fairlead's own when `own` holds.
    pub(crate) fn mark_own(mut self, own: bool) -> Self {
        self.own = own;
        self
    }

    /// Success status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The body is an `I`.
    pub fn body<I: Input>(mut self) -> Self {
        self.body = Some((I::NAME, I::fields()));
        self
    }

    /// `data` is a `V`.
    pub fn one<V: ToSchema>(mut self) -> Self {
        self.shape = Shape::One(Named::of::<V>());
        self
    }

    /// `data` is a list of `V`.
    pub fn many<V: ToSchema>(mut self) -> Self {
        self.shape = Shape::Many(Named::of::<V>());
        self
    }

    /// The answer is not JSON but of this media type.
    pub fn bytes(mut self, media_type: &'static str) -> Self {
        self.shape = Shape::Bytes(media_type);
        self
    }

    /// The list takes these parameters.
    pub fn listing(mut self, listing: Listing) -> Self {
        self.listing = Some(listing);
        self
    }

    /// A query parameter that must be there, and what it says.
    pub fn required_query(mut self, name: &'static str, description: &'static str) -> Self {
        self.required_queries.push((name, description));
        self
    }

    /// The fields of the body, if it has one.
    pub fn body_fields(&self) -> Option<&'static [FieldSpec]> {
        self.body.map(|(_, fields)| fields)
    }

    /// The documented success status.
    pub fn success_status(&self) -> u16 {
        self.status
    }

    /// Whether only Fairlead has it.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// Larger bodies are allowed here.
    pub fn body_limit_in_bytes(mut self, limit: usize) -> Self {
        self.body_limit_in_bytes = limit;
        self
    }
}

impl Listing {
    /// From column names.
    pub fn new(sorts: Vec<String>, filters: Vec<String>, searchable: bool) -> Self {
        Self { sorts, filters, searchable, as_file: false }
    }

    /// A list that `format=csv` gives whole, as a file.
    pub(crate) fn with_file(self) -> Self {
        Self { as_file: true, ..self }
    }
}

/// A routed operation.
#[derive(Clone)]
pub struct Operation {
    /// HTTP method.
    pub method: Method,
    /// Path below `/api/v1`, with `{name}` parameters.
    pub path: String,
    /// The key a role needs.
    pub permission: Option<(&'static str, &'static str)>,
    /// Whether anybody must be signed in.
    pub signed_in: bool,
    /// What the OpenAPI says.
    pub doc: Doc,
}

/// Routes below `/api/v1` and what is known of them. A route whose handler does not begin with [`Allowed`] or [`Public`]
/// does not compile (rule 3).
#[derive(Default, Clone)]
pub struct Routes {
    pub(crate) router: Router<App>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) extensions: Extensions,
}

impl Routes {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is known of them.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Brings something that lower crates ask the application for by its type (ADR 0007).
    pub fn with<E: Clone + Send + Sync + 'static>(mut self, extension: E) -> Self {
        self.extensions.insert(extension);
        self
    }

    /// GET.
    pub fn get<H, T>(self, path: &str, handler: H, doc: Doc) -> Self
    where
        H: Handler<T, App>,
        T: HasAccess + 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, handler, doc)
    }

    /// POST; documented as 201 unless `doc` has another status than 200.
    pub fn post<H, T>(self, path: &str, handler: H, doc: Doc) -> Self
    where
        H: Handler<T, App>,
        T: HasAccess + 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, handler, doc)
    }

    /// PATCH; PUT is accepted too.
    pub fn patch<H, T>(self, path: &str, handler: H, doc: Doc) -> Self
    where
        H: Handler<T, App>,
        T: HasAccess + 'static,
    {
        self.add(Method::PATCH, MethodFilter::PATCH.or(MethodFilter::PUT), path, handler, doc)
    }

    /// DELETE.
    pub fn delete<H, T>(self, path: &str, handler: H, doc: Doc) -> Self
    where
        H: Handler<T, App>,
        T: HasAccess + 'static,
    {
        self.add(Method::DELETE, MethodFilter::DELETE, path, handler, doc)
    }

    fn add<H, T>(mut self, method: Method, filter: MethodFilter, path: &str, handler: H, doc: Doc) -> Self
    where
        H: Handler<T, App>,
        T: HasAccess + 'static,
    {
        let limit = DefaultBodyLimit::max(doc.body_limit_in_bytes);
        self.router = self.router.route(path, on(filter, handler).layer(limit));
        let (permission, signed_in) = (T::permission(), T::signed_in());
        self.operations.push(Operation { method, path: path.to_owned(), permission, signed_in, doc });
        self
    }

    /// Adds those of another slice.
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.operations.extend(other.operations);
        self.extensions.extend(other.extensions);
        self
    }
}
