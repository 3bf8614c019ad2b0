//! The company's logo: checked once, then shared by every document.

use typst::foundations::Bytes;
use typst::syntax::{FileId, Source};

use crate::engine::{Input, file_id, lay_out, messages};

/// The largest logo.
const MAX_LOGO_IN_BYTES: usize = 2 * 1024 * 1024;

/// A picture that can be printed. Cloning it copies no bytes.
#[derive(Clone, Debug)]
pub struct Logo {
    bytes: Bytes,
    file_name: &'static str,
}

/// Why a picture cannot be a logo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoError {
    /// It is larger than 2 MiB.
    #[error("the logo is {length_in_bytes} bytes long; at most {limit_in_bytes} are allowed")]
    TooLarge {
        /// How large it is.
        length_in_bytes: usize,
        /// How large it may be.
        limit_in_bytes: usize,
    },
    /// Neither PNG, JPEG nor SVG.
    #[error("the logo is neither a PNG, a JPEG nor an SVG picture")]
    UnknownFormat,
    /// It says to be one, and cannot be read as such.
    #[error("the logo cannot be read: {0}")]
    Broken(String),
}

impl Logo {
    /// Takes the bytes of a PNG, JPEG or SVG file and decodes them once to see that they print. What an SVG refers to
    /// outside itself is not loaded.
    ///
    /// # Errors
    /// [`LogoError`]: too large, of another format, or broken.
    pub fn new(bytes: Vec<u8>) -> Result<Self, LogoError> {
        if bytes.len() > MAX_LOGO_IN_BYTES {
            return Err(LogoError::TooLarge {
                length_in_bytes: bytes.len(),
                limit_in_bytes: MAX_LOGO_IN_BYTES,
            });
        }
        let file_name = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => "logo.png",
            [0xff, 0xd8, 0xff, ..] => "logo.jpg",
            other if looks_like_svg(other) => "logo.svg",
            _ => return Err(LogoError::UnknownFormat),
        };
        let logo = Self { bytes: Bytes::new(bytes), file_name };
        let page = Source::new(file_id("logo.typ"), format!("#image(\"{file_name}\", height: 10mm)"));
        let input = Input::new(&(), Some(&logo)).map_err(|error| LogoError::Broken(error.to_string()))?;
        match lay_out(&page, &input) {
            Ok(_) => Ok(logo),
            Err(errors) => Err(LogoError::Broken(messages(&errors))),
        }
    }

    /// The name under which templates read it: `logo.png`, `logo.jpg` or `logo.svg`.
    pub(crate) fn file_name(&self) -> &'static str {
        self.file_name
    }

    pub(crate) fn file(&self) -> FileId {
        file_id(self.file_name)
    }

    pub(crate) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]).into_owned();
    start.trim_start_matches('\u{feff}').trim_start().starts_with('<') && start.contains("<svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="9" height="9"/></svg>"#;

    #[test]
    fn takes_what_prints_and_refuses_the_rest() {
        assert_eq!(Logo::new(SVG.into()).map(|logo| logo.file_name()), Ok("logo.svg"));
        assert_eq!(Logo::new(b"GIF89a".to_vec()).err(), Some(LogoError::UnknownFormat));
        for broken in [&b"\x89PNG\r\n\x1a\nnothing"[..], &b"\xff\xd8\xff\xe0"[..], &b"<svg><rect"[..]] {
            assert!(matches!(Logo::new(broken.to_vec()), Err(LogoError::Broken(_))), "{broken:?}");
        }
        let huge = Logo::new(vec![0xff; MAX_LOGO_IN_BYTES + 1]);
        assert!(matches!(huge, Err(LogoError::TooLarge { .. })));
    }

    #[test]
    fn an_svg_loads_nothing_from_outside() {
        let svg = SVG.replace("<rect", r#"<image href="fonts/x.png" width="5" height="5"/><rect"#);
        // Either way is safe; it must not be read from anywhere.
        if let Err(error) = Logo::new(svg.into()) {
            assert!(error.to_string().contains("cannot read"), "{error}");
        }
    }
}
