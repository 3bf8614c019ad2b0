use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_kernel::{Error, Result};
use fairlead_vault::blobs::BlobId;
use fairlead_web::{Allowed, Answer, App, Failure, PathParams, Read, Resource, Scope};

use super::details::find;
use super::resource::{File, FileView, FileWithContent, OfFiled};
use super::table::Model;

/// GET /{entity}/{entity_id}/files/{file_id}
pub(super) async fn show(ctx: Allowed<Read<File>>, path: PathParams) -> Result<Answer, Failure> {
    let row = requested(&ctx.app, &path).await?;
    Answer::single(&with_content(&ctx.app, row).await?)
}

/// GET /{entity}/{entity_id}/files/{file_id}/content
pub(super) async fn download(ctx: Allowed<Read<File>>, path: PathParams) -> Result<Response, Failure> {
    let row = requested(&ctx.app, &path).await?;
    let content = ctx.app.blobs.get_stream(&blob_id(&row)?).await.map_err(Error::internal)?;
    let octets = HeaderValue::from_static("application/octet-stream");
    // A page or a drawing that somebody uploaded must never run here: it is saved, not shown, and powerless if shown.
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_str(&row.mime_type).unwrap_or(octets)),
        (header::CONTENT_DISPOSITION, disposition(&row.filename)?),
        (header::CONTENT_LENGTH, HeaderValue::from(row.size_in_bytes)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, Body::from_stream(content)).into_response())
}

async fn requested(app: &App, path: &PathParams) -> Result<Model> {
    let (scope, id) = (OfFiled::read(path)?, path.id(File::ID)?);
    let db = app.db.read();
    scope.exists(db).await?;
    find(db, &scope, id).await?.ok_or_else(Error::no_such_item)
}

/// The file with its content.
pub(super) async fn with_content(app: &App, row: Model) -> Result<FileWithContent> {
    let content = app.blobs.get(&blob_id(&row)?).await.map_err(Error::internal)?;
    Ok(FileWithContent { file: FileView::from(row), base64_data: STANDARD.encode(content) })
}

fn blob_id(row: &Model) -> Result<BlobId> {
    row.blob_id.parse().map_err(Error::internal)
}

/// `attachment` with the name twice (RFC 6266): in ASCII for what cannot do better, and as it is.
fn disposition(filename: &str) -> Result<HeaderValue> {
    let plain: String = filename
        .chars()
        .map(|c| if (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%') { c } else { '_' })
        .collect();
    let encoded: String = filename
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&value).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn any_name_makes_a_header_that_says_no_more_than_the_name() {
        for (name, expected) in [
            ("bill.pdf", "attachment; filename=\"bill.pdf\"; filename*=UTF-8''bill.pdf"),
            ("Größe 1.txt", "attachment; filename=\"Gr__e 1.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201.txt"),
            (
                "a\"; filename=\"b.exe\r\nx: y",
                "attachment; filename=\"a_; filename=_b.exe__x: y\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe%0D%0Ax%3A%20y",
            ),
        ] {
            assert_eq!(disposition(name).expect("a header"), expected);
        }
    }
}
