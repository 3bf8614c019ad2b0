//! What stands on laid-out pages, for tests.

use typst::layout::{Abs, Frame, FrameItem, Point, Size};
use typst_layout::PagedDocument;

/// The text of each page as it is laid out, one line per run.
pub(crate) fn texts(document: &PagedDocument) -> Vec<String> {
    document.pages().iter().map(|page| text_of(&page.frame)).collect()
}

/// The text of a frame and those in it.
fn text_of(frame: &Frame) -> String {
    let mut text = String::new();
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => text.push_str(&text_of(&group.frame)),
            FrameItem::Text(run) => {
                text.push_str(&run.text);
                text.push('\n');
            }
            _ => {}
        }
    }
    text
}

/// Each run of text with its page and its height on it, in hundredths of a point, in the order of the page.
pub(crate) fn heights(document: &PagedDocument) -> Vec<(String, (usize, i64))> {
    fn of(frame: &Frame, origin: Point, page: usize, found: &mut Vec<(String, (usize, i64))>) {
        for (position, item) in frame.items() {
            let at = origin + *position;
            match item {
                FrameItem::Group(group) => {
                    of(&group.frame, at + Point::new(group.transform.tx, group.transform.ty), page, found);
                }
                FrameItem::Text(run) => {
                    found.push((run.text.to_string(), (page, (at.y.to_pt() * 100.0).round() as i64)));
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    for (number, page) in document.pages().iter().enumerate() {
        of(&page.frame, Point::zero(), number, &mut found);
    }
    found
}

/// Whether the page shows each text, white space apart.
#[track_caller]
pub(crate) fn assert_contains(page: &str, wanted: &[&str]) {
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in wanted {
        assert!(page.contains(text), "{text:?} is not in {page:?}");
    }
}

/// Texts that reach into the side margins or off the paper; turned ones are left out.
pub(crate) fn beyond_margins(document: &PagedDocument) -> Vec<String> {
    let mut found = Vec::new();
    for page in document.pages() {
        collect(&page.frame, Point::zero(), page.frame.size(), &mut found);
    }
    found
}

fn collect(frame: &Frame, origin: Point, paper: Size, found: &mut Vec<String>) {
    let margin = Abs::mm(20.0) - Abs::pt(0.1);
    for (position, item) in frame.items() {
        let at = origin + *position;
        match item {
            FrameItem::Group(group) if group.transform.is_only_translate() => {
                let moved = Point::new(group.transform.tx, group.transform.ty);
                collect(&group.frame, at + moved, paper, found);
            }
            FrameItem::Text(run) => {
                let is_inside = at.x >= margin && at.x + run.width() <= paper.x - margin && at.y <= paper.y;
                if !is_inside && !run.text.trim().is_empty() {
                    found.push(run.text.to_string());
                }
            }
            _ => {}
        }
    }
}
