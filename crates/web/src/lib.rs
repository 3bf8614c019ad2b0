//! The HTTP floor: routes that cannot exist without a permission, extractors, the envelope, declared resources, OpenAPI.

mod access;
mod answer;
mod app;
mod body;
mod crud;
pub mod csv;
mod csv_export;
mod error_response;
mod leftover;
mod middleware;
mod observe;
mod openapi;
mod path;
mod resource;
mod routes;
mod server;
mod unclaimed;
mod visitor;
mod within;

pub use access::{Access, Actor, Allowed, Authenticator, Credentials, Ctx, Permission, Public, SignedIn};
pub use answer::Answer;
pub use app::{App, AppParts};
pub use body::JsonBody;
pub use crud::{IfMatch, crud, delete_only, keep_unchanged, list_only, read_only, validate, without_create};
pub use error_response::Failure;
pub use middleware::client_ip;
pub use openapi::document;
pub use path::{ListQuery, PathParams};
pub use resource::{Create, Delete, Deleted, NoInput, Read, Resource, Scope, Update, Writing};
pub use routes::Listing;
pub use routes::{Doc, HasAccess, Operation, Routes, Shape};
pub use server::{assemble, serve, stop};
pub use unclaimed::{Unclaimed, discard_blob, discard_blob_job};
pub use utoipa;
pub use visitor::Visitor;
pub use within::Within;
