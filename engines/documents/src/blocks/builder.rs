//! Walks tidy events into blocks. Nesting that no page has room for is laid flat; no text is lost.

use super::inline::{Line, Style};
use super::table::table;
use super::{Block, Cell, Inline, Row};
use crate::html::Event;

const MAX_NESTED_BLOCKS: usize = 6;
const MAX_NESTED_TABLES: usize = 2;

pub(super) fn build(events: &[Event]) -> Vec<Block> {
    let mut builder = Builder { events, at: 0, style: Style::default(), nested: 0, tables: 0 };
    builder.blocks()
}

struct Builder<'a> {
    events: &'a [Event],
    at: usize,
    style: Style,
    nested: usize,
    tables: usize,
}

impl<'a> Builder<'a> {
    fn next(&mut self) -> Option<&'a Event> {
        let event = self.events.get(self.at);
        self.at += 1;
        event
    }

    /// Reads blocks up to the end of the element that it was called in.
    fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line = Line::default();
        while let Some(event) = self.next() {
            match event {
                Event::Text(text) => line.push(text, &self.style),
                Event::Void("br") => line.push_break(),
                Event::Void(_) => {
                    flush(&mut line, &mut blocks);
                    blocks.push(Block::Rule);
                }
                Event::Open(tag, value) if is_inline(tag) => self.style.set(tag, true, value.clone()),
                Event::Close(tag) if is_inline(tag) => self.style.set(tag, false, None),
                Event::Open(tag, value) => {
                    flush(&mut line, &mut blocks);
                    self.element(tag, value.as_deref(), &mut blocks);
                }
                Event::Close(_) => break,
            }
        }
        flush(&mut line, &mut blocks);
        blocks
    }

    fn element(&mut self, tag: &str, value: Option<&str>, blocks: &mut Vec<Block>) {
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = tag.as_bytes()[1] - b'0';
                let content = self.text_only(false);
                if !content.is_empty() {
                    blocks.push(Block::Heading { level, content });
                }
            }
            "pre" => {
                let content = self.text_only(true);
                if !content.is_empty() {
                    blocks.push(Block::Paragraph { content });
                }
            }
            "ul" | "ol" if self.nested < MAX_NESTED_BLOCKS => {
                let start = value.and_then(|number| number.parse().ok()).unwrap_or(1);
                self.nested += 1;
                let items = self.items();
                self.nested -= 1;
                if !items.is_empty() {
                    blocks.push(Block::List { ordered: tag == "ol", start, items });
                }
            }
            "blockquote" if self.nested < MAX_NESTED_BLOCKS => {
                self.nested += 1;
                let content = self.blocks();
                self.nested -= 1;
                if !content.is_empty() {
                    blocks.push(Block::Quote { content });
                }
            }
            "table" if self.tables < MAX_NESTED_TABLES => {
                self.tables += 1;
                let (head, rows) = self.rows();
                self.tables -= 1;
                blocks.extend(table(head, rows));
            }
            _ => blocks.extend(self.blocks()),
        }
    }

    fn text_only(&mut self, preformatted: bool) -> Vec<Inline> {
        let mut line = Line::default();
        while let Some(event) = self.next() {
            match event {
                Event::Text(text) if preformatted => line.push_preformatted(text, &self.style),
                Event::Text(text) => line.push(text, &self.style),
                Event::Void(_) => line.push_break(),
                Event::Open(tag, value) => self.style.set(tag, true, value.clone()),
                Event::Close(tag) if is_inline(tag) => self.style.set(tag, false, None),
                Event::Close(_) => break,
            }
        }
        line.take()
    }

    fn items(&mut self) -> Vec<Vec<Block>> {
        let mut items: Vec<Vec<Block>> = Vec::new();
        while let Some(event) = self.next() {
            let mut stray = Vec::new();
            match event {
                Event::Close(tag) if !is_inline(tag) => break,
                Event::Open("li", _) => items.push(self.blocks()),
                // A list that stands directly in a list belongs to the item before it.
                Event::Open(tag, value) if !is_inline(tag) => self.element(tag, value.as_deref(), &mut stray),
                other => self.stray_text(other, &mut stray),
            }
            match items.last_mut() {
                Some(item) => item.append(&mut stray),
                None if !stray.is_empty() => items.push(stray),
                None => {}
            }
        }
        items.retain(|item| !item.is_empty());
        items
    }

    fn stray_text(&mut self, event: &Event, blocks: &mut Vec<Block>) {
        match event {
            Event::Open(tag, value) => self.style.set(tag, true, value.clone()),
            Event::Close(tag) => self.style.set(tag, false, None),
            Event::Text(text) => {
                let mut line = Line::default();
                line.push(text, &self.style);
                flush(&mut line, blocks);
            }
            Event::Void(_) => {}
        }
    }

    /// Reads the rows up to the end of the table: those of `thead`, and all others.
    fn rows(&mut self) -> (Vec<Row>, Vec<Row>) {
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        let mut in_head = false;
        while let Some(event) = self.next() {
            let mut stray = Vec::new();
            match event {
                Event::Open("thead", _) => in_head = true,
                Event::Close("thead") => in_head = false,
                Event::Open("tbody" | "tfoot", _) | Event::Close("tbody" | "tfoot") => {}
                Event::Open("tr", _) if in_head => head.push(self.row()),
                Event::Open("tr", _) => rows.push(self.row()),
                Event::Close("table") => break,
                Event::Open(tag, value) if !is_inline(tag) => self.element(tag, value.as_deref(), &mut stray),
                other => self.stray_text(other, &mut stray),
            }
            if !stray.is_empty() {
                rows.push(vec![Cell { span: 1, heading: false, content: stray }]);
            }
        }
        (head, rows)
    }

    fn row(&mut self) -> Row {
        let mut row = Row::new();
        while let Some(event) = self.next() {
            let mut stray = Vec::new();
            match event {
                Event::Open(tag @ ("td" | "th"), value) => {
                    let span = value.as_deref().and_then(|number| number.parse().ok()).unwrap_or(1);
                    row.push(Cell { span, heading: *tag == "th", content: self.blocks() });
                }
                Event::Close("tr") => break,
                Event::Open(tag, value) if !is_inline(tag) => self.element(tag, value.as_deref(), &mut stray),
                other => self.stray_text(other, &mut stray),
            }
            if !stray.is_empty() {
                row.push(Cell { span: 1, heading: false, content: stray });
            }
        }
        row
    }
}

fn is_inline(tag: &str) -> bool {
    matches!(tag, "a" | "b" | "code" | "del" | "em" | "i" | "ins" | "s" | "strong" | "sub" | "sup" | "u")
}

fn flush(line: &mut Line, blocks: &mut Vec<Block>) {
    let content = line.take();
    if !content.is_empty() {
        blocks.push(Block::Paragraph { content });
    }
}
