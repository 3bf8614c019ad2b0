/// What a file may take. Everything in it is bounded by these before memory is.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the text, or of all parts of a workbook, after unpacking.
    pub unpacked_bytes: u64,
    /// Bytes of a part of a workbook that must be held in memory: an XLS, the shared texts of an XLSX.
    pub resident_bytes: u64,
    /// Bytes of one row. A quotation mark that is never closed ends here.
    pub row_bytes: usize,
    /// Cells of one row.
    pub columns: usize,
    /// Rows that are not empty.
    pub rows: u64,
}

impl Default for Limits {
    /// A table of five million rows within two gigabytes.
    fn default() -> Self {
        Self {
            unpacked_bytes: 2 << 30,
            resident_bytes: 64 << 20,
            row_bytes: 1 << 20,
            columns: 500,
            rows: 5_000_000,
        }
    }
}
