//! OpenDocument, element by element. The format repeats cells and rows by number (`number-rows-repeated="1048576"`), so a
//! row is repeated here only as often as the limits allow.

use std::io::{BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::choose;
use crate::kind::damaged;
use crate::unpack::{Bounded, check_workbook, open};
use crate::{Choices, Format, Layout, Problem, Rows, Visit, cell};

/// Visits the rows of a sheet.
pub(crate) fn read<R: Read + Seek>(
    mut file: R,
    choices: &Choices,
    rows: &mut Rows<'_>,
) -> Result<Layout, Problem> {
    check_workbook(&mut file, rows.limits)?;
    let mut sheets = Vec::new();
    content(&mut file, rows, &mut |event, _, _| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "table"
        {
            sheets.push(attribute(tag, "name").unwrap_or_default());
        }
        Ok(Visit::Next)
    })?;
    let sheet = choose(&sheets, choices.sheet.as_deref())?;
    let layout = Layout { sheets, sheet: Some(sheet.clone()), ..Layout::of(Format::Ods, None) };
    let mut walk = Walk::default();
    content(&mut file, rows, &mut |event, text, rows| walk.see(event, text, &sheet, rows))?;
    Ok(layout)
}

type See<'a> = &'a mut dyn FnMut(&Event<'_>, Option<String>, &mut Rows<'_>) -> Result<Visit, Problem>;

/// Gives every event of the document to `see`, and the text of those that are text.
fn content<R: Read + Seek>(file: &mut R, rows: &mut Rows<'_>, see: See<'_>) -> Result<(), Problem> {
    file.seek(std::io::SeekFrom::Start(0))?;
    let mut archive = ZipArchive::new(&mut *file).map_err(damaged)?;
    let member = archive.index_for_name("content.xml").ok_or(Problem::Empty)?;
    let bytes = Bounded::new(open(&mut archive, member)?, rows.limits.unpacked_bytes);
    let mut reader = Reader::from_reader(BufReader::new(bytes));
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|error| match error {
            quick_xml::Error::Io(error) => {
                Problem::from(std::io::Error::new(error.kind(), error.to_string()))
            }
            other => damaged(other),
        })?;
        let text = match &event {
            Event::Text(text) => Some(text.xml_content(XmlVersion::Implicit1_0).into_owned()),
            Event::GeneralRef(name) => Some(entity(name)),
            Event::Eof => return Ok(()),
            _ => None,
        };
        if see(&event, text, rows)? == Visit::Stop {
            return Ok(());
        }
        buffer.clear();
    }
}

fn entity(name: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = name;
    quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(|value| value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> usize {
    attribute(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Where in the document the walk is.
#[derive(Default)]
struct Walk {
    in_sheet: bool,
    row: u64,
    row_repeat: usize,
    cells: Vec<String>,
    empty: usize,
    cell_repeat: usize,
    value: Option<String>,
    text: String,
    in_text: bool,
    in_note: usize,
}

impl Walk {
    fn see(
        &mut self,
        event: &Event<'_>,
        text: Option<String>,
        sheet: &str,
        rows: &mut Rows<'_>,
    ) -> Result<Visit, Problem> {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == "table" => {
                self.in_sheet = attribute(tag, "name").unwrap_or_default() == sheet;
            }
            Event::End(tag) if tag.local_name().as_ref() == "table" && self.in_sheet => {
                return Ok(Visit::Stop);
            }
            _ if !self.in_sheet => {}
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => {
                self.start(tag);
                return self.end(tag.local_name().as_ref(), rows);
            }
            Event::End(tag) => return self.end(tag.local_name().as_ref(), rows),
            _ if self.in_text && self.in_note == 0 && self.text.len() < rows.limits.row_bytes => {
                self.text.push_str(&text.unwrap_or_default());
            }
            _ => {}
        }
        Ok(Visit::Next)
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "table-row" => {
                self.row_repeat = number(tag, "number-rows-repeated");
                (self.cells, self.empty) = (Vec::new(), 0);
            }
            "table-cell" | "covered-table-cell" => {
                self.cell_repeat = number(tag, "number-columns-repeated");
                self.value = value(tag);
                self.text.clear();
            }
            "annotation" => self.in_note += 1,
            "p" => {
                if !self.text.is_empty() {
                    self.text.push('\n');
                }
                self.in_text = true;
            }
            "s" if self.in_text => self.text.push(' '),
            _ => {}
        }
    }

    fn end(&mut self, name: &str, rows: &mut Rows<'_>) -> Result<Visit, Problem> {
        match name {
            "p" => self.in_text = false,
            "annotation" => self.in_note = self.in_note.saturating_sub(1),
            "table-cell" | "covered-table-cell" => self.end_cell(rows)?,
            "table-row" => return self.end_row(rows),
            _ => {}
        }
        Ok(Visit::Next)
    }

    /// Empty cells are only counted: a row often ends with sixteen thousand of them.
    fn end_cell(&mut self, rows: &Rows<'_>) -> Result<(), Problem> {
        let text = cell(&self.value.take().unwrap_or_else(|| std::mem::take(&mut self.text)));
        if text.is_empty() {
            self.empty = self.empty.saturating_add(self.cell_repeat);
            return Ok(());
        }
        let limit = rows.limits.columns;
        let width = self.cells.len().saturating_add(self.empty).saturating_add(self.cell_repeat);
        if width > limit {
            return Err(Problem::TooManyColumns { row: self.row + 1, limit });
        }
        self.cells.resize(self.cells.len() + self.empty, String::new());
        self.cells.resize(width, text);
        self.empty = 0;
        Ok(())
    }

    fn end_row(&mut self, rows: &mut Rows<'_>) -> Result<Visit, Problem> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            self.row = self.row.saturating_add(self.row_repeat as u64);
            return Ok(Visit::Next);
        }
        for _ in 0..self.row_repeat {
            self.row += 1;
            if rows.push(self.row, cells.clone())? == Visit::Stop {
                return Ok(Visit::Stop);
            }
        }
        Ok(Visit::Next)
    }
}

/// What a cell holds where its text is only how it is shown: `$1,234.50` for 1234.5.
fn value(tag: &BytesStart<'_>) -> Option<String> {
    match attribute(tag, "value-type")?.as_str() {
        "float" | "currency" | "percentage" => attribute(tag, "value"),
        "boolean" => attribute(tag, "boolean-value"),
        "date" => attribute(tag, "date-value").map(|date| date.replace('T', " ")),
        _ => None,
    }
}
