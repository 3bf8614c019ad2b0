//! Uploads: images become one plain format, everything gets a safe name and an honest type.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

pub use crate::filename::safe_filename;
use crate::filename::with_extension;

const LONGEST_SIDE_IN_PIXELS: u32 = 2048;
const LONGEST_SIDE_OF_A_LOGO_IN_PIXELS: u32 = 1024;
const MOST_PIXELS: u64 = 100_000_000;
const MOST_DECODED_BYTES: u64 = 512 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;

/// A file ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalisedFile {
    /// See [`safe_filename`]; images end in `.jpg`.
    pub filename: String,
    /// By content where that tells, else by the extension. It is a claim about an upload: send it
    /// with `X-Content-Type-Options: nosniff`, and as an attachment unless it is `image/jpeg`.
    pub mime_type: String,
    /// The content to store.
    pub bytes: Vec<u8>,
}

/// Why an upload is refused; the text is for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// Concerns the field with the name.
    #[error("{0}")]
    Filename(String),
    /// The content says that it is an image, but it cannot be decoded.
    #[error("The image is damaged or of an unsupported kind.")]
    DamagedImage,
    /// More than 100 megapixels or 512 MB when decoded.
    #[error("The image is too large; at most 100 megapixels are possible.")]
    TooLarge,
}

/// Brings an upload into the form that is stored.
///
/// PNG, JPEG, GIF (first frame), WebP and BMP become JPEG within 2048 x 2048 pixels, upright, on
/// white, without metadata (places, names of cameras). Other content stays as it is.
///
/// Works for up to a few seconds and 1 GB of memory: run it in a
/// [`BoundedBlocking`](crate::BoundedBlocking) of 1.
///
/// # Errors
/// [`UploadError`].
pub fn normalise_upload(filename: &str, bytes: Vec<u8>) -> Result<NormalisedFile, UploadError> {
    let filename = safe_filename(filename).map_err(UploadError::Filename)?;
    match image_format(&bytes) {
        Some(format) => Ok(NormalisedFile {
            filename: with_extension(&filename, "jpg"),
            mime_type: "image/jpeg".to_owned(),
            bytes: to_jpeg(&bytes, format)?,
        }),
        None => Ok(NormalisedFile { mime_type: mime_type_of(&filename, &bytes), filename, bytes }),
    }
}

fn image_format(bytes: &[u8]) -> Option<ImageFormat> {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
    match image::guess_format(bytes).ok()? {
        // Two letters are not enough of a sign for a bitmap: a text may begin with them.
        Bmp if !looks_like_bitmap(bytes) => None,
        format @ (Png | Jpeg | Gif | WebP | Bmp) => Some(format),
        _ => None,
    }
}

/// The header sizes that exist, where the header size is.
fn looks_like_bitmap(bytes: &[u8]) -> bool {
    matches!(bytes.get(14..18), Some([12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

fn mime_type_of(filename: &str, bytes: &[u8]) -> String {
    let guess = mime_guess::from_path(filename).first_raw();
    match infer::get(bytes).map(|kind| kind.mime_type()) {
        // A container says less than the extension of what is in it (documents, e-books), and real
        // bitmaps were recognised before.
        Some("application/zip" | "application/x-ole-storage" | "image/bmp") | None => {
            guess.unwrap_or("application/octet-stream")
        }
        Some(sniffed) => sniffed,
    }
    .to_owned()
}

fn to_jpeg(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, UploadError> {
    let (image, orientation) = decode(bytes, format)?;
    let mut image = within_bounds(on_white(image));
    image.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    image.write_with_encoder(encoder).map_err(|_| UploadError::DamagedImage)?;
    Ok(jpeg)
}

/// Brings a company's logo into the form that is printed: a PNG within 1024 x 1024 pixels, upright, without metadata.
/// Transparency stays.
///
/// Works for up to a few seconds and 1 GB of memory, as [`normalise_upload`] does.
///
/// # Errors
/// [`UploadError::DamagedImage`] also for what is neither PNG nor JPEG.
pub fn normalise_logo(bytes: &[u8]) -> Result<Vec<u8>, UploadError> {
    let format = image_format(bytes).filter(|format| matches!(format, ImageFormat::Png | ImageFormat::Jpeg));
    let (image, orientation) = decode(bytes, format.ok_or(UploadError::DamagedImage)?)?;
    let longest = LONGEST_SIDE_OF_A_LOGO_IN_PIXELS;
    let mut image = match image.width().max(image.height()) > longest {
        true => DynamicImage::ImageRgba8(image.into_rgba8()).thumbnail(longest, longest),
        false => image,
    };
    image.apply_orientation(orientation);
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png).map_err(|_| UploadError::DamagedImage)?;
    Ok(png.into_inner())
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, Orientation), UploadError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_DECODED_BYTES {
        return Err(UploadError::TooLarge);
    }
    if width == 0 || height == 0 {
        return Err(UploadError::DamagedImage);
    }
    // Damaged metadata is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(refusal)?, orientation))
}

fn refusal(error: image::ImageError) -> UploadError {
    match error {
        image::ImageError::Limits(_) => UploadError::TooLarge,
        _ => UploadError::DamagedImage,
    }
}

/// Before scaling, or the invisible colours of transparent pixels would bleed into the edges.
fn on_white(image: DynamicImage) -> DynamicImage {
    if !image.color().has_alpha() {
        return DynamicImage::ImageRgb8(image.into_rgb8());
    }
    let rgba = image.into_rgba8();
    let (width, height) = rgba.dimensions();
    let blend = |colour: u8, alpha: u8| {
        let (colour, alpha) = (u16::from(colour), u16::from(alpha));
        ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    let mut rgb = RgbImage::new(width, height);
    for (target, source) in rgb.pixels_mut().zip(rgba.pixels()) {
        let [red, green, blue, alpha] = source.0;
        *target = Rgb([blend(red, alpha), blend(green, alpha), blend(blue, alpha)]);
    }
    DynamicImage::ImageRgb8(rgb)
}

fn within_bounds(mut image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    let longest = width.max(height);
    if longest <= LONGEST_SIDE_IN_PIXELS {
        return image;
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(LONGEST_SIDE_IN_PIXELS) + u64::from(longest / 2))
            / u64::from(longest);
        (rounded as u32).max(1)
    };
    let (new_width, new_height) = (scaled(width), scaled(height));
    if longest > 2 * LONGEST_SIDE_IN_PIXELS {
        // A box filter is good for large steps and takes a fraction of the memory.
        image = image.thumbnail_exact((2 * new_width).min(width), (2 * new_height).min(height));
    }
    image.resize_exact(new_width, new_height, FilterType::CatmullRom)
}

#[cfg(test)]
#[path = "image_tests.rs"]
mod tests;
