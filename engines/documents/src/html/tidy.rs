//! Brings any input into strictly nested, bounded events before a tree is built from it.
//!
//! HTML's own rules for misnested tags let a small input grow into a huge tree (every paragraph reopens every
//! unclosed style) or a deep one (time grows with the square of the depth). Here styles never span blocks,
//! depth has a limit, and the output is at most a constant times the input.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::is_unsafe_character;
use super::tags::{Role, attribute_of, classify, holds_blocks_only, holds_text_only, is_table_part};

const MAX_DEPTH: usize = 24;
const MAX_STYLES: usize = 8;
const MAX_ATTRIBUTE_IN_BYTES: usize = 2048;

/// One step through tidy HTML. Every `Open` has its `Close`, in the right order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// An element starts; the value is that of its one kept attribute (see `tags::attribute_of`).
    Open(&'static str, Option<String>),
    /// The element ends.
    Close(&'static str),
    /// `br` or `hr`.
    Void(&'static str),
    /// Text, entities decoded, control characters removed.
    Text(String),
}

/// Reads any input as the events of the kept subset. Never fails; work is linear in the input's length.
pub(crate) fn tidy(html: &str) -> Vec<Event> {
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Tidy::default())), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // The tokenizer pauses after each script's end tag; nothing runs, reading goes on.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct Sink(RefCell<Tidy>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) => self.0.borrow_mut().text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => self.0.borrow_mut().end(&tag.name),
            Token::TagToken(tag) => {
                self.0.borrow_mut().start(&tag);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                        TokenSinkResult::RawData(RawKind::Rawtext)
                    }
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

struct Frame {
    tag: &'static str,
    styles_before: usize,
}

type Style = (&'static str, Option<String>);

#[derive(Default)]
struct Tidy {
    events: Vec<Event>,
    blocks: Vec<Frame>,
    /// Styles that the input has switched on.
    styles: Vec<Style>,
    /// Styles that the events have switched on.
    written: Vec<Style>,
    /// The element whose content is being discarded, and how many of its name are open.
    discarding: Option<(String, usize)>,
}

impl Tidy {
    fn start(&mut self, tag: &Tag) {
        if let Some((name, count)) = &mut self.discarding {
            *count += usize::from(*name == *tag.name && !tag.self_closing);
            return;
        }
        match classify(&tag.name) {
            None => {}
            Some((_, Role::Discard)) if tag.self_closing && matches!(&*tag.name, "svg" | "math") => {}
            Some((_, Role::Discard)) => self.discarding = Some((tag.name.to_string(), 1)),
            Some(("br", _)) => {
                self.write_styles();
                self.events.push(Event::Void("br"));
            }
            Some((rule, Role::Void)) => {
                self.make_room_for("p");
                self.events.push(Event::Void(rule));
            }
            Some((name, Role::Inline)) => self.start_style(name, tag),
            Some((name, Role::Block)) => self.start_block(name, attribute(name, tag)),
        }
    }

    fn start_style(&mut self, name: &'static str, tag: &Tag) {
        let value = attribute(name, tag);
        if name == "a" {
            self.styles.retain(|style| style.0 != "a");
            if value.is_none() {
                return;
            }
        }
        if self.styles.len() < MAX_STYLES {
            self.styles.push((name, value));
        }
    }

    fn start_block(&mut self, name: &'static str, value: Option<String>) {
        if !self.make_room_for(name) || self.blocks.len() >= MAX_DEPTH {
            return;
        }
        let implied = match (name, self.top()) {
            ("li", parent) if !matches!(parent, "ul" | "ol") => Some("ul"),
            ("td" | "th", parent) if parent != "tr" => Some("tr"),
            _ => None,
        };
        for (tag, value) in implied.map(|tag| (tag, None)).into_iter().chain([(name, value)]) {
            self.blocks.push(Frame { tag, styles_before: self.styles.len() });
            self.events.push(Event::Open(tag, value));
        }
    }

    /// Ends what cannot hold the coming block. False when the block has no place here.
    fn make_room_for(&mut self, name: &str) -> bool {
        self.styles.retain(|style| style.0 != "a");
        self.unwrite_styles(0);
        while holds_text_only(self.top()) {
            self.pop();
        }
        match name {
            "li" => {
                let scope = self.position(|tag| {
                    matches!(tag, "li" | "ul" | "ol" | "table" | "td" | "th" | "blockquote" | "div")
                });
                if let Some(at) = scope.filter(|at| self.blocks[*at].tag == "li") {
                    self.pop_to(at);
                }
                true
            }
            "tr" => self.pop_above(|tag| matches!(tag, "table" | "thead" | "tbody" | "tfoot")),
            "thead" | "tbody" | "tfoot" => self.pop_above(|tag| tag == "table"),
            "td" | "th" => self.pop_above(|tag| matches!(tag, "tr" | "table" | "thead" | "tbody" | "tfoot")),
            _ => true,
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((discarded, count)) = &mut self.discarding {
            *count -= usize::from(discarded == name);
            if *count == 0 {
                self.discarding = None;
            }
            return;
        }
        match classify(name) {
            Some((name, Role::Inline)) => {
                if let Some(at) = self.styles.iter().rposition(|style| style.0 == name) {
                    self.styles.remove(at);
                }
            }
            Some((name, Role::Block)) => {
                let found = self.position(|tag| tag == name || (is_table_part(tag) && !is_table_part(name)));
                if let Some(at) = found.filter(|at| self.blocks[*at].tag == name) {
                    self.pop_to(at);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.discarding.is_some() || (holds_blocks_only(self.top()) && text.trim().is_empty()) {
            return;
        }
        let mut kept: String = text.chars().filter(|c| !is_unsafe_character(*c)).collect();
        if matches!(self.events.last(), Some(Event::Open("pre", _))) {
            // A parser eats one line feed here; were the others left, each pass would eat one more.
            kept = kept.trim_start_matches('\n').to_owned();
        }
        if kept.is_empty() {
            return;
        }
        self.write_styles();
        match self.events.last_mut() {
            Some(Event::Text(before)) => before.push_str(&kept),
            _ => self.events.push(Event::Text(kept)),
        }
    }

    /// Brings the written styles into line with the wanted ones, each name once.
    fn write_styles(&mut self) {
        let mut wanted: Vec<Style> = Vec::new();
        for style in &self.styles {
            if wanted.iter().all(|earlier| earlier.0 != style.0) {
                wanted.push(style.clone());
            }
        }
        let same = wanted.iter().zip(&self.written).take_while(|(a, b)| a == b).count();
        self.unwrite_styles(same);
        for (tag, value) in wanted.drain(same..) {
            self.events.push(Event::Open(tag, value.clone()));
            self.written.push((tag, value));
        }
    }

    fn unwrite_styles(&mut self, keep: usize) {
        for (tag, _) in self.written.drain(keep..).rev() {
            self.events.push(Event::Close(tag));
        }
    }

    fn top(&self) -> &'static str {
        self.blocks.last().map_or("", |frame| frame.tag)
    }

    fn position(&self, wanted: impl Fn(&str) -> bool) -> Option<usize> {
        self.blocks.iter().rposition(|frame| wanted(frame.tag))
    }

    fn pop(&mut self) {
        self.unwrite_styles(0);
        if let Some(frame) = self.blocks.pop() {
            self.styles.truncate(frame.styles_before);
            self.events.push(Event::Close(frame.tag));
        }
    }

    fn pop_to(&mut self, at: usize) {
        while self.blocks.len() > at {
            self.pop();
        }
    }

    fn pop_above(&mut self, parent: impl Fn(&str) -> bool) -> bool {
        let found = self.position(parent);
        if let Some(at) = found {
            self.pop_to(at + 1);
        }
        found.is_some()
    }

    fn finish(mut self) -> Vec<Event> {
        self.pop_to(0);
        self.unwrite_styles(0);
        self.events
    }
}

fn attribute(name: &str, tag: &Tag) -> Option<String> {
    let wanted = attribute_of(name)?;
    let value = tag.attrs.iter().find(|attribute| &*attribute.name.local == wanted)?.value.trim();
    let fits = match wanted {
        "href" => !value.is_empty() && value.len() <= MAX_ATTRIBUTE_IN_BYTES,
        _ => value.parse::<u16>().is_ok_and(|number| number > 1 && number <= 1000),
    };
    fits.then(|| value.to_owned())
}
