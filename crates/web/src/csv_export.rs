use axum::body::{Body, Bytes};
use axum::response::Response;
use fairlead_kernel::Result;
use fairlead_store::{Query, fetch};
use futures_util::StreamExt;
use futures_util::future::ready;
use futures_util::stream::{once, unfold};
use sea_orm::Select;
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, schema::Schema};

use crate::{App, Resource, csv};

/// All rows that match, as CSV, page by page, so that memory does not grow with the table. Nested values stand as JSON.
///
/// # Errors
/// Those of the first page, before anything is sent: 422 for a filter or a sort that the list does not have.
pub(crate) async fn csv_list<R: Resource>(
    app: App,
    select: Select<R::Entity>,
    query: Query,
) -> Result<Response> {
    let name = R::PATH.rsplit('/').next().unwrap_or("list");
    let query = Query { limit: Query::MAX_LIMIT, page: 1, ..query };
    let (first, more) = page::<R>(&app, select.clone(), &query).await?;
    let next = more.then_some(Query { page: 2, ..query });
    let rest = unfold(next, move |query| {
        let (app, select) = (app.clone(), select.clone());
        async move {
            let query = query?;
            match page::<R>(&app, select, &query).await {
                Ok((bytes, more)) => {
                    let next = more.then(|| Query { page: query.page + 1, ..query });
                    Some((Ok(bytes), next))
                }
                Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
            }
        }
    });
    // The compressing layer asks once more after the end.
    let pages = once(ready(Ok(first))).chain(rest).fuse();
    Ok(csv::file(name, Body::from_stream(pages)))
}

async fn page<R: Resource>(app: &App, select: Select<R::Entity>, query: &Query) -> Result<(Bytes, bool)> {
    let found = fetch(&app.db, select, query, &R::page()).await?;
    let more = query.page < found.paginator.total_pages;
    let views = R::views(app.db.read(), found.rows).await?;
    if views.is_empty() && query.page == 1 {
        return Ok((csv::lines([columns::<R>()])?, more));
    }
    Ok((csv::views(&views, query.page == 1)?, more))
}

/// The columns by what the OpenAPI says of a row, when there is none to tell.
fn columns<R: Resource>() -> Vec<String> {
    match R::View::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.into_keys().collect(),
        _ => vec!["id".to_owned()],
    }
}
