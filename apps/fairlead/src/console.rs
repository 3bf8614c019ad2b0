use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use fairlead_web::App;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../console/dist"]
struct Files;

/// The console: its files, and its page for every other path that a person may have bookmarked.
pub fn pages() -> Router<App> {
    Router::new().route("/", get(serve)).fallback(get(serve))
}

async fn serve(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    match Files::get(path).filter(|_| !path.is_empty()) {
        Some(file) => {
            // Names under assets/ carry a hash of their content.
            let cache =
                if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
            answer(file, cache)
        }
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => match Files::get("index.html") {
            Some(page) => answer(page, "no-cache"),
            None => (StatusCode::NOT_FOUND, "The console is not part of this build.\n").into_response(),
        },
    }
}

fn answer(file: rust_embed::EmbeddedFile, cache: &'static str) -> Response {
    let mime = HeaderValue::from_str(file.metadata.mimetype());
    let mime = mime.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [(header::CONTENT_TYPE, mime), (header::CACHE_CONTROL, HeaderValue::from_static(cache))];
    (headers, file.data.into_owned()).into_response()
}
