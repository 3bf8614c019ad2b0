use image::{ExtendedColorType, GenericImageView, ImageEncoder, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.into().write_to(&mut Cursor::new(&mut bytes), format).expect("encoded");
    bytes
}

fn plain(width: u32, height: u32) -> RgbImage {
    RgbImage::from_pixel(width, height, Rgb([200, 30, 30]))
}

fn normalised(filename: &str, bytes: Vec<u8>) -> (NormalisedFile, DynamicImage) {
    let file = normalise_upload(filename, bytes).expect("accepted");
    let image = image::load_from_memory_with_format(&file.bytes, ImageFormat::Jpeg).expect("a JPEG");
    (file, image)
}

fn is_close(pixel: Rgba<u8>, expected: [u8; 3]) -> bool {
    pixel.0.iter().zip(expected).all(|(found, wanted)| found.abs_diff(wanted) < 12)
}

#[test]
fn every_kind_becomes_a_jpeg_whatever_its_name_says() {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
    for format in [Png, Jpeg, Gif, WebP, Bmp] {
        let (file, image) = normalised("tower.docx", encoded(plain(40, 30), format));
        assert_eq!((file.filename.as_str(), file.mime_type.as_str()), ("tower.jpg", "image/jpeg"));
        assert_eq!(image.dimensions(), (40, 30), "{format:?}");
        assert!(is_close(image.get_pixel(20, 15), [200, 30, 30]), "{format:?}");
    }
}

#[test]
fn large_images_fit_and_keep_their_shape_and_small_ones_stay() {
    for (given, expected) in [
        ((3000, 1500), (2048, 1024)),
        ((1024, 4096), (512, 2048)),
        ((9000, 90), (2048, 20)),
        ((5000, 1), (2048, 1)),
        ((2048, 2048), (2048, 2048)),
        ((1, 1), (1, 1)),
    ] {
        let (_, image) = normalised("a.png", encoded(plain(given.0, given.1), ImageFormat::Png));
        assert_eq!(image.dimensions(), expected, "{given:?}");
    }
}

#[test]
fn transparency_becomes_white() {
    let mut image = RgbaImage::from_pixel(64, 64, Rgba([0, 0, 0, 0]));
    (0..64).for_each(|y| (32..64).for_each(|x| image.put_pixel(x, y, Rgba([0, 0, 0, 128]))));
    let (_, image) = normalised("logo.png", encoded(image, ImageFormat::Png));
    assert!(is_close(image.get_pixel(8, 8), [255, 255, 255]));
    assert!(is_close(image.get_pixel(56, 8), [127, 127, 127]));
}

#[test]
fn deep_and_grey_images_are_accepted() {
    let deep = DynamicImage::ImageRgba16(image::ImageBuffer::from_pixel(9, 9, Rgba([65535u16, 0, 0, 65535])));
    let grey = DynamicImage::ImageLuma8(image::ImageBuffer::from_pixel(9, 9, image::Luma([90u8])));
    assert!(is_close(normalised("a.png", encoded(deep, ImageFormat::Png)).1.get_pixel(4, 4), [255, 0, 0]));
    assert!(is_close(normalised("a.png", encoded(grey, ImageFormat::Png)).1.get_pixel(4, 4), [90, 90, 90]));
}

/// A JPEG, red on its left half and blue on its right, that says how the camera was held.
fn photo(orientation: u8) -> Vec<u8> {
    let mut pixels = plain(64, 32);
    (0..32).for_each(|y| (32..64).for_each(|x| pixels.put_pixel(x, y, Rgb([30, 30, 200]))));
    // TIFF header, one directory with tag 0x0112 (orientation), and a text to look for later.
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 51.4779 N secret place");
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new(&mut bytes);
    encoder.set_exif_metadata(exif).expect("kept");
    encoder.write_image(&pixels, 64, 32, ExtendedColorType::Rgb8).expect("encoded");
    bytes
}

#[test]
fn photos_are_turned_upright_and_lose_their_metadata() {
    let marker = b"secret place";
    let has_marker = |bytes: &[u8]| bytes.windows(marker.len()).any(|part| part == marker);
    let given = photo(Orientation::Rotate90.to_exif());
    assert!(has_marker(&given), "the test photo carries metadata");
    let (file, image) = normalised("photo.jpeg", given);
    assert!(!has_marker(&file.bytes));
    assert_eq!((file.filename.as_str(), image.dimensions()), ("photo.jpg", (32, 64)));
    assert!(is_close(image.get_pixel(16, 8), [200, 30, 30]), "left is up now");
    assert!(is_close(image.get_pixel(16, 56), [30, 30, 200]));
}

/// The first bytes of a PNG that claims a size; nothing but the header needs to be right.
fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(plain(1, 1), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[test]
fn bombs_are_refused_before_they_are_decoded() {
    for (width, height) in
        [(10_001, 10_000), (100_000, 100_000), (1, 2_000_000_000), (0x7fff_ffff, 0x7fff_ffff)]
    {
        let refused = normalise_upload("a.png", png_claiming(width, height)).expect_err("refused");
        assert_eq!(refused, UploadError::TooLarge, "{width} x {height}");
    }
    assert_eq!(normalise_upload("a.png", png_claiming(300, 300)), Err(UploadError::DamagedImage));
}

#[test]
fn damaged_images_are_an_error() {
    let png = encoded(plain(64, 64), ImageFormat::Png);
    assert_eq!(normalise_upload("a.png", png[..png.len() / 2].to_vec()), Err(UploadError::DamagedImage));
    assert_eq!(normalise_upload("a.png", png[..8].to_vec()), Err(UploadError::DamagedImage));
}

#[test]
fn other_files_stay_as_they_are() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    for (filename, bytes, mime_type) in [
        ("contract.pdf", &b"%PDF-1.7 ..."[..], "application/pdf"),
        ("actually-a-pdf.txt", b"%PDF-1.7 ...", "application/pdf"),
        ("customers.csv", b"id,name\n1,Example", "text/csv"),
        ("BMW prices.txt", b"BMW and other cars, and their prices", "text/plain"),
        ("empty.bin", b"", "application/octet-stream"),
        ("noextension", b"text", "application/octet-stream"),
        ("drawing.svg", svg.as_bytes(), "image/svg+xml"),
    ] {
        let file = normalise_upload(filename, bytes.to_vec()).expect("accepted");
        assert_eq!(
            (file.filename.as_str(), file.mime_type.as_str(), file.bytes.as_slice()),
            (filename, mime_type, bytes)
        );
    }
}

#[test]
fn the_name_is_checked() {
    let file = normalise_upload("../../x.txt", b"x".to_vec()).expect("accepted");
    assert_eq!(file.filename, "x.txt");
    assert!(matches!(normalise_upload("..", b"x".to_vec()), Err(UploadError::Filename(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn damaged_bytes_never_panic(format in 0usize..5, damage: Vec<(prop::sample::Index, u8)>, cut: prop::sample::Index) {
        use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
        let mut bytes = encoded(plain(8, 8), [Png, Jpeg, Gif, WebP, Bmp][format]);
        for (at, value) in damage {
            let index = at.index(bytes.len());
            bytes[index] = value;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let _ = normalise_upload("a.png", bytes);
    }
}

#[test]
fn a_logo_stays_a_png_and_keeps_what_can_be_seen_through() {
    let clear = RgbaImage::from_pixel(3000, 1500, Rgba([0, 0, 0, 0]));
    let png = normalise_logo(&encoded(clear, ImageFormat::Png)).expect("accepted");
    let image = image::load_from_memory_with_format(&png, ImageFormat::Png).expect("a PNG");
    assert_eq!((image.dimensions(), image.get_pixel(5, 5).0[3]), ((1024, 512), 0));
    assert!(normalise_logo(&encoded(plain(40, 30), ImageFormat::Jpeg)).is_ok());
    for other in [ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::WebP] {
        assert_eq!(
            normalise_logo(&encoded(plain(40, 30), other)),
            Err(UploadError::DamagedImage),
            "{other:?}"
        );
    }
}
