//! The engine's file format, as far as it takes to read one row of a database file and its images in a log. Whatever is cut or damaged is read as
//! nothing.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
};

/// The table that holds the history's end, in one row on one page.
const TABLE: &[u8] = b"audit_head";
/// The bytes before a log's first frame, and before the page in a frame.
pub(super) const LOG_HEADER: usize = 32;
pub(super) const FRAME_HEADER: usize = 24;

/// The history's end as a row tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct End {
    pub(super) seq: i64,
    pub(super) mac: Vec<u8>,
}

/// The row of the history's end.
pub(super) struct Row {
    pub(super) end: End,
    /// Where it stood before; the rows of earlier versions do not tell.
    pub(super) began: Option<End>,
}

/// A database file, read by hand: what is in its log is not seen.
pub(super) struct Pages {
    file: File,
    pub(super) size: usize,
    pub(super) reserved: usize,
}

impl Pages {
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = open(path)?;
        let mut header = [0; 100];
        file.read_exact_at(&mut header, 0)?;
        let size = match word(&header, 16) {
            Some(1) => 65_536,
            size => size.unwrap_or_default(),
        };
        let sound = header.starts_with(b"SQLite format 3\0") && size.is_power_of_two() && size >= 512;
        Ok(sound.then(|| Self { file, size, reserved: usize::from(header[20]) }))
    }

    fn page(&self, number: u32) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.size];
        let offset = u64::from(number.checked_sub(1)?) * self.size as u64;
        self.file.read_exact_at(&mut bytes, offset).ok()?;
        Some(bytes)
    }

    /// The page where the table begins, from the schema, which is a tree that begins on page 1.
    pub(super) fn place_of_table(&self, page: u32, depth: usize) -> Option<u32> {
        // No schema is as deep; a damaged one may be a circle.
        if depth > 8 {
            return None;
        }
        let bytes = self.page(page)?;
        let tree = Tree::new(&bytes, if page == 1 { 100 } else { 0 })?;
        if tree.leaf {
            return tree.cells().find_map(|at| {
                let columns = Columns::new(bytes.get(at..)?)?;
                let [kind, name, _, root] = columns.first()?;
                let root = root.number().filter(|_| kind.bytes == b"table" && name.bytes == TABLE)?;
                u32::try_from(root).ok()
            });
        }
        let below = tree.cells().filter_map(|at| number(&bytes, at)).chain(number(&bytes, tree.at + 8));
        below.filter_map(|page| self.place_of_table(page, depth + 1)).next()
    }

    fn row(&self, place: u32) -> Option<Row> {
        row_of(&self.page(place)?, self.reserved)
    }

    pub(super) fn end(&self, place: u32) -> Option<End> {
        self.row(place).map(|row| row.end)
    }
}

/// The row on the page of the history's end.
pub(super) fn row_of(page: &[u8], reserved: usize) -> Option<Row> {
    let tree = Tree::new(page, 0).filter(|tree| tree.leaf)?;
    let columns = Columns::new(page.get(tree.cells().next()?..)?)?;
    // What is longer than a page goes on elsewhere, and its last columns with it.
    let whole = columns.length <= page.len().checked_sub(reserved + 35)?;
    let [_, seq, _, mac] = columns.first()?;
    let end = End { seq: seq.number()?, mac: mac.bytes.to_vec() };
    let began = columns.first::<8>().filter(|_| whole).and_then(|[.., seq, mac]| {
        // A row that was written before there was such a column has the column's default, which no program wrote.
        Some(End { seq: seq.number()?, mac: mac.bytes.to_vec() }).filter(|began| !began.mac.is_empty())
    });
    Some(Row { end, began })
}

/// A page of a table's tree.
struct Tree<'p> {
    page: &'p [u8],
    at: usize,
    leaf: bool,
}

impl<'p> Tree<'p> {
    fn new(page: &'p [u8], at: usize) -> Option<Self> {
        match page.get(at)? {
            0x05 => Some(Self { page, at, leaf: false }),
            0x0d => Some(Self { page, at, leaf: true }),
            _ => None,
        }
    }

    /// Where its cells are.
    fn cells(&self) -> impl Iterator<Item = usize> + use<'p> {
        let (page, begin) = (self.page, self.at + if self.leaf { 8 } else { 12 });
        let count = word(page, self.at + 3).unwrap_or_default();
        (0..count).filter_map(move |number| word(page, begin + 2 * number))
    }
}

/// A value of a row: its type as the format numbers it, and its bytes.
#[derive(Clone, Copy)]
struct Cell<'p> {
    kind: u64,
    bytes: &'p [u8],
}

impl Cell<'_> {
    fn number(self) -> Option<i64> {
        match (self.kind, self.bytes) {
            (8, _) => Some(0),
            (9, _) => Some(1),
            (1..=6, [first, rest @ ..]) => {
                let signed = i64::from(i8::from_be_bytes([*first]));
                Some(rest.iter().fold(signed, |sum, byte| sum << 8 | i64::from(*byte)))
            }
            _ => None,
        }
    }
}

/// The columns of one row of a leaf.
struct Columns<'p> {
    /// How long the row is.
    length: usize,
    payload: &'p [u8],
}

impl<'p> Columns<'p> {
    fn new(mut cell: &'p [u8]) -> Option<Self> {
        let length = usize::try_from(varint(&mut cell)?).ok()?;
        varint(&mut cell)?;
        Some(Self { length, payload: cell })
    }

    /// The first of them.
    fn first<const N: usize>(&self) -> Option<[Cell<'p>; N]> {
        let mut rest = self.payload;
        let before = rest.len();
        let header = usize::try_from(varint(&mut rest)?).ok()?;
        let mut types = rest.get(..header.checked_sub(before - rest.len())?)?;
        let mut values = self.payload.get(header..)?;
        let mut cells = [Cell { kind: 0, bytes: &[] }; N];
        for cell in &mut cells {
            let kind = varint(&mut types)?;
            let length = match kind {
                0 | 8 | 9 => 0,
                1..=4 => kind as usize,
                5 => 6,
                6 | 7 => 8,
                _ => usize::try_from(kind.checked_sub(12)? / 2).ok()?,
            };
            let (bytes, after) = values.split_at_checked(length)?;
            (*cell, values) = (Cell { kind, bytes }, after);
        }
        Some(cells)
    }
}

/// A log with a valid header.
pub(super) struct Log {
    file: File,
    pub(super) header: [u8; LOG_HEADER],
    pub(super) size: usize,
    /// Whether its sums are of words that begin with their highest byte.
    highest_first: bool,
}

/// A frame with the right sums and salts.
pub(super) struct Frame {
    pub(super) page: u32,
    pub(super) commits: bool,
    pub(super) bytes: Vec<u8>,
}

impl Log {
    /// None if there is none, or one that counts for nothing.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut header = [0; LOG_HEADER];
        match file.read_exact_at(&mut header, 0) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let [magic, version, size] = [0, 4, 8].map(|at| number(&header, at).unwrap_or_default());
        let size = size as usize;
        let log = Self { file, header, size, highest_first: magic & 1 == 1 };
        let sound = magic & !1 == 0x377f_0682
            && version == 3_007_000
            && size.is_power_of_two()
            && (512..=65_536).contains(&size)
            && sums(&header, 24) == Some(log.summed([0, 0], &header[..24]));
        Ok(sound.then_some(log))
    }

    fn summed(&self, [mut low, mut high]: [u32; 2], bytes: &[u8]) -> [u32; 2] {
        let read =
            |bytes: [u8; 4]| if self.highest_first { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
        for eight in bytes.chunks_exact(8) {
            if let [a, b, c, d, e, f, g, h] = *eight {
                low = low.wrapping_add(read([a, b, c, d])).wrapping_add(high);
                high = high.wrapping_add(read([e, f, g, h])).wrapping_add(low);
            }
        }
        [low, high]
    }

    /// The frames in their order, up to the first that the engine would not take.
    pub(super) fn frames(&self) -> impl Iterator<Item = io::Result<Frame>> {
        let mut expected = sums(&self.header, 24).unwrap_or_default();
        (0..).map_while(move |at| {
            let bytes = match self.frame(at) {
                Ok(bytes) => bytes?,
                Err(error) => return Some(Err(error)),
            };
            let (header, page) = bytes.split_at_checked(FRAME_HEADER)?;
            expected = self.summed(self.summed(expected, &header[..8]), page);
            let own = self.is_own(header) && sums(header, 16) == Some(expected);
            let frame = Frame { page: number(header, 0)?, commits: number(header, 4)? != 0, bytes: page.to_vec() };
            (own && frame.page != 0).then_some(Ok(frame))
        })
    }

    /// Whether a frame is of this log, and not left of the one before.
    fn is_own(&self, header: &[u8]) -> bool {
        header.get(8..16) == self.header.get(16..24)
    }

    fn place(&self, at: u64) -> u64 {
        LOG_HEADER as u64 + at * (FRAME_HEADER + self.size) as u64
    }

    /// A frame's bytes; none after the last.
    fn frame(&self, at: u64) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = vec![0; FRAME_HEADER + self.size];
        match self.file.read_exact_at(&mut bytes, self.place(at)) {
            Ok(()) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The log's images of one page, the newest first: what is in the file is mostly near the end. Their sums are not looked at, since no
    /// accident makes the chain's value of a history.
    pub(super) fn images_from_the_end(&self, page: u32) -> io::Result<impl Iterator<Item = Vec<u8>>> {
        let whole = self.file.metadata()?.len().saturating_sub(LOG_HEADER as u64);
        let count = whole / (FRAME_HEADER + self.size) as u64;
        Ok((0..count).rev().filter_map(move |at| {
            let mut header = [0; FRAME_HEADER];
            self.file.read_exact_at(&mut header, self.place(at)).ok()?;
            if number(&header, 0) != Some(page) || !self.is_own(&header) {
                return None;
            }
            self.frame(at).ok()?.map(|bytes| bytes[FRAME_HEADER..].to_vec())
        }))
    }
}

/// Opens a regular file for reading; another kind of file would keep us waiting.
fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).custom_flags(nix::libc::O_NONBLOCK).open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// Four bytes, the highest first.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Two bytes, the highest first.
fn word(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?)))
}

/// The two sums that stand there.
fn sums(bytes: &[u8], at: usize) -> Option<[u32; 2]> {
    Some([number(bytes, at)?, number(bytes, at + 4)?])
}

/// A number of one to nine bytes, taken from the front.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for taken in 1..=9 {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if taken == 9 {
            return Some(value << 8 | u64::from(*byte));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Some(value)
}
