//! Tables that fit the screen: columns are chosen here, and comfy-table draws them.

use super::{
    Column, Line, Screen, Style,
    width::{columns_of, fit_cell, wrapped},
};
use comfy_table::{Cell, ColumnConstraint, LineStyle, Table, TableStyle, Width, presets::NOTHING};
use std::{borrow::Cow, iter};

/// The blanks between two columns.
const GAP: usize = 2;
/// The least width for text below a row, and its largest indent.
const INDENT: usize = 6;
/// What a username gets at least.
const LEAST_NAME: usize = 16;
/// The widest that a column gets: comfy-table counts in 16 bits.
const WIDEST: usize = 60_000;
/// Rows that are drawn together: drawing takes a copy of each cell.
const TOGETHER: usize = 256;

/// The layout of a table: the columns beside one another, and the values below their row.
pub(super) struct Layout<'c> {
    columns: &'c [Column],
    beside: Vec<(usize, usize)>,
    below: Vec<usize>,
    screen: Screen,
}

/// The cells of a row that are side by side.
struct Fitted<'r> {
    cells: Vec<Cow<'r, str>>,
    /// By how many columns comfy-table takes each for narrower than it is, up to the last where it errs.
    excesses: Vec<isize>,
}

/// A table with every column, also where no row has anything in it: the same at every call.
pub(super) fn draw_whole<'t>(
    columns: &'t [Column],
    rows: &'t [Vec<String>],
    screen: &Screen,
) -> impl Iterator<Item = String> + use<'t> {
    let layout = Layout::new(columns, &widths(columns, rows), &vec![true; columns.len()], screen);
    iter::once(layout.header()).chain(rows.chunks(TOGETHER).map(move |rows| layout.together(rows)))
}

/// The table as text, piece by piece. The rows are escaped already and have a cell for every column. On a terminal, what does not fit beside the others goes
/// below its row or is left out: the columns of the highest weight first, the last of them before the others. What is still too wide
/// is cut. Elsewhere everything stands in its column.
pub(super) fn draw<'t>(
    columns: &'t [Column],
    rows: &'t [Vec<String>],
    screen: &Screen,
) -> impl Iterator<Item = String> + use<'t> {
    // What has a lead-in need not be there; where it is nowhere, its column tells nothing.
    let told = |at: usize| columns[at].below.is_none() || rows.iter().any(|row| !row[at].is_empty());
    let layout = Layout::of(columns, widths(columns, rows).into_iter().enumerate().filter(|(at, _)| told(*at)), screen);
    iter::once(layout.header()).chain(rows.chunks(TOGETHER).map(move |rows| layout.together(rows)))
}

/// How wide each column has to be for its title and its cells.
pub(super) fn widths(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let widest = |at: usize| rows.iter().map(|row| columns_of(&row[at])).chain([columns_of(columns[at].title)]).max();
    (0..columns.len()).map(|at| widest(at).unwrap_or(0)).collect()
}

impl<'c> Layout<'c> {
    /// The layout of columns that would be so wide.
    pub(super) fn new(columns: &'c [Column], widths: &[usize], beside: &[bool], screen: &Screen) -> Self {
        let widths = widths.iter().copied().enumerate();
        let mut layout = Self::of(columns, widths.filter(|(at, _)| beside[*at]), screen);
        layout.below.extend((0..columns.len()).filter(|at| !beside[*at]));
        layout
    }

    /// The layout of some columns, each with its width.
    fn of(columns: &'c [Column], widths: impl Iterator<Item = (usize, usize)>, screen: &Screen) -> Self {
        let mut beside: Vec<(usize, usize)> = widths.map(|(at, width)| (at, width.min(WIDEST))).collect();
        let mut below = Vec::new();
        if screen.terminal {
            below = fit(columns, &mut beside, screen.columns);
        }
        Self { columns, beside, below, screen: *screen }
    }

    /// The titles and the line under them.
    pub(super) fn header(&self) -> String {
        let titles: Vec<String> = self.columns.iter().map(|column| column.title.to_owned()).collect();
        let titles = self.fitted(&titles);
        let mut table = Table::new();
        table.set_header(titles.cells);
        let rule = LineStyle::none().fill(if self.screen.utf8 { '─' } else { '-' });
        self.style(&mut table, NOTHING.header_separator(rule), &titles.excesses);
        table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// Rows, each with the lines below it, so many together.
    pub(super) fn rows<'r>(&'r self, rows: &'r [Vec<String>]) -> impl Iterator<Item = String> + 'r {
        rows.chunks(TOGETHER).map(|rows| self.together(rows))
    }

    fn together(&self, rows: &[Vec<String>]) -> String {
        let (mut text, mut rest) = (String::new(), rows.iter());
        let fitted: Vec<_> = rows.iter().map(|row| self.fitted(row)).collect();
        // comfy-table pads a column by its own measure. Rows that it measures wrong by the same amount share a table: nearly all.
        for alike in fitted.chunk_by(|a, b| a.excesses == b.excesses) {
            // They are the lines of one row there: it makes several copies of a cell, and fewer of a line.
            let lines = |place: usize| alike.iter().map(|row| &*row.cells[place]).collect::<Vec<_>>().join("\n");
            let mut table = Table::new();
            table.add_row((0..self.beside.len()).map(|place| Cell::new_owned(lines(place))).collect::<Vec<_>>());
            self.style(&mut table, NOTHING, &alike[0].excesses);
            for ((line, row), fitted) in table.lines().zip(&mut rest).zip(alike) {
                let line = line.trim_end().to_owned();
                text.push_str(&if self.screen.color { self.painted(line, fitted) } else { line });
                text.push('\n');
                self.lines_below(row, &mut text);
            }
        }
        text
    }

    /// A line with what stands out in its cells.
    fn painted(&self, line: String, row: &Fitted<'_>) -> String {
        let cells = self.beside.iter().zip(&row.cells);
        let pieces =
            cells.fold(Line::new(), |pieces, ((at, _), cell)| pieces.then(emphasis(self.columns[*at].key, cell), cell));
        pieces.painted(line)
    }

    /// The cells of a row that are side by side, each no wider than its column.
    fn fitted<'r>(&self, row: &'r [String]) -> Fitted<'r> {
        let mark = if self.screen.utf8 { '…' } else { '~' };
        let mut fitted = Fitted { cells: Vec::with_capacity(self.beside.len()), excesses: Vec::new() };
        for (place, (at, width)) in self.beside.iter().enumerate() {
            let (cell, excess) = fit_cell(&row[*at], *width, mark);
            fitted.cells.push(cell);
            if excess != 0 {
                fitted.excesses.resize(place, 0);
                fitted.excesses.push(excess);
            }
        }
        fitted
    }

    /// Gives a table its look, and its columns their widths.
    fn style(&self, table: &mut Table, style: TableStyle, excesses: &[isize]) {
        table.load_style(style);
        let last = self.beside.len().saturating_sub(1);
        for (place, column) in table.column_iter_mut().enumerate() {
            let gap = if place == last { 0 } else { GAP };
            let excess = excesses.get(place).copied().unwrap_or(0);
            let width = self.beside[place].1.saturating_add_signed(-excess) + gap;
            // Never more than 16 bits: the widest column is far from it.
            let width = u16::try_from(width).unwrap_or(u16::MAX);
            column.set_padding((0, gap as u16)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        }
    }

    /// The lines below a row.
    fn lines_below(&self, cells: &[String], text: &mut String) {
        let cut = |(at, width): &&(usize, usize)| self.columns[*at].below.is_some() && columns_of(&cells[*at]) > *width;
        let cut = self.beside.iter().filter(cut).map(|(at, _)| at);
        let told = cut.chain(&self.below).filter(|at| !cells[**at].is_empty());
        let told: Vec<_> =
            told.map(|at| format!("{}{}", self.columns[*at].below.unwrap_or_default(), cells[*at])).collect();
        if !told.is_empty() {
            let indent = self.beside.first().map_or(0, |(_, width)| width + GAP).min(INDENT);
            for line in wrapped(&told.join("; "), self.screen.columns.saturating_sub(indent).max(INDENT)) {
                text.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            }
        }
    }
}

/// How a cell stands out: a closed word of a column that says a state.
fn emphasis(key: &str, cell: &str) -> Style {
    match (key, cell) {
        ("account.locked" | "locked", "LOCKED") => Style::Danger,
        ("account.locked", "deactivated") => Style::Dim,
        ("tfa.requirement", cell) if cell.starts_with("SWITCHED OFF") => Style::Danger,
        ("tfa.requirement", cell) if cell.starts_with("paused") => Style::Warning,
        ("password", "expired" | "none") | ("tfa.factors", "none") => Style::Warning,
        ("outcome", "denied" | "refused") => Style::Warning,
        _ => Style::Plain,
    }
}

fn total(beside: &[(usize, usize)]) -> usize {
    beside.iter().map(|(_, width)| width + GAP).sum::<usize>().saturating_sub(GAP)
}

/// Takes away the columns that do not fit; their values go below the row, the most important first.
fn fit(columns: &[Column], beside: &mut Vec<(usize, usize)>, available: usize) -> Vec<usize> {
    let mut taken = Vec::new();
    // One long name among many must not take the room of everybody's state.
    if total(beside) > available
        && let Some((_, width)) = beside.iter_mut().find(|(at, _)| columns[*at].key == "username")
    {
        *width = (*width).min((available * 3 / 10).max(LEAST_NAME));
    }
    while total(beside) > available {
        let droppable = beside.iter().enumerate().filter(|(_, (at, _))| columns[*at].weight > 0);
        // Of equal weights `max_by_key` gives the last.
        let Some((place, _)) = droppable.max_by_key(|(_, (at, _))| columns[*at].weight) else { break };
        taken.push(beside.remove(place));
    }
    // A wide column makes room for the narrow ones that went before it.
    let mut below = Vec::new();
    for (at, width) in taken.into_iter().rev().filter(|(at, _)| columns[*at].below.is_some()) {
        if total(beside) + GAP + width <= available {
            beside.insert(beside.partition_point(|(other, _)| *other < at), (at, width));
        } else {
            below.push(at);
        }
    }
    while total(beside) > available {
        match beside.iter_mut().max_by_key(|(_, width)| *width) {
            Some((_, width)) if *width > 1 => *width -= 1,
            _ => break,
        }
    }
    below
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column { key: "username", title: "USERNAME", weight: 0, below: None },
        Column { key: "email", title: "EMAIL", weight: 1, below: None },
        Column { key: "type", title: "TYPE", weight: 2, below: None },
        Column { key: "phone", title: "PHONE", weight: 2, below: None },
    ];
    const EVENTS: [Column; 4] = [
        Column { key: "seq", title: "SEQ", weight: 0, below: None },
        Column { key: "details", title: "DETAILS", weight: 1, below: Some("") },
        Column { key: "actor", title: "ACTOR", weight: 2, below: Some("by ") },
        Column { key: "hash", title: "HASH", weight: 3, below: None },
    ];

    fn screen(terminal: bool, columns: usize) -> Screen {
        Screen { terminal, color: true, columns, rows: 24, utf8: true }
    }

    fn drawn(terminal: bool, width: usize) -> String {
        let rows = [["ada@acme.example", "ada.l@acme.example", "user", "123"], ["愛", "", "admin", ""]];
        draw(&COLUMNS, &rows.map(|row| row.map(str::to_owned).to_vec()), &screen(terminal, width)).collect()
    }

    fn events(terminal: bool, width: usize) -> String {
        let rows = [["7", "license: standard → dashboard", "os:root", "aa"], ["6", "", "os:root", "bb"]];
        draw(&EVENTS, &rows.map(|row| row.map(str::to_owned).to_vec()), &screen(terminal, width)).collect()
    }

    #[test]
    fn a_wide_screen_shows_all_of_it_without_control_characters() {
        let wanted = "USERNAME          EMAIL               TYPE   PHONE\n\
                      ──────────────────────────────────────────────────\n\
                      ada@acme.example  ada.l@acme.example  user   123\n\
                      愛                                    admin\n";
        assert_eq!(drawn(true, 50), wanted);
        assert_eq!(drawn(false, 10), wanted);
    }

    #[test]
    fn columns_go_by_weight_and_then_cells_are_cut() {
        let header = |width| drawn(true, width).lines().next().unwrap_or_default().to_owned();
        assert_eq!(header(49).split_whitespace().collect::<Vec<_>>(), ["USERNAME", "EMAIL", "TYPE"]);
        assert_eq!(header(42).split_whitespace().collect::<Vec<_>>(), ["USERNAME", "EMAIL"]);
        assert_eq!(header(35), "USERNAME");
        assert!(drawn(true, 10).contains("ada@acme.…\n愛\n"));
        for width in 2..60 {
            assert!(drawn(true, width).lines().all(|line| columns_of(line) <= width), "{width}");
        }
    }

    #[test]
    fn what_has_no_room_beside_the_others_stands_below_its_row() {
        let wanted = "SEQ  ACTOR\n────────────\n7    os:root\n     license: standard →\n     dashboard\n6    os:root\n";
        assert_eq!(events(true, 30), wanted);
        let tiny = events(true, 15);
        assert!(tiny.ends_with("\n6    os:root\n") && tiny.contains("\n     license:\n     standard →\n"), "{tiny}");
        assert!(events(true, 43).starts_with("SEQ  DETAILS                        ACTOR\n"));
        assert!(events(false, 10).contains("7    license: standard → dashboard  os:root  aa\n"));
        for width in 16..60 {
            let text = events(true, width);
            assert!(text.lines().all(|line| columns_of(line) <= width), "{width}:\n{text}");
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains("license: standard → dashboard"), "{width}:\n{text}");
        }
    }

    #[test]
    fn a_long_table_is_drawn_piece_by_piece_and_no_row_is_lost() {
        let count = 2 * TOGETHER + 3;
        // Every third name errs in comfy-table's measure, every fifth row has something below it.
        let row = |at: usize| {
            let name = if at.is_multiple_of(3) { "سلام" } else { "name" };
            let details = if at.is_multiple_of(5) { "a change that is too wide" } else { "" };
            [at.to_string(), details.to_owned(), name.to_owned(), "hash".to_owned()].to_vec()
        };
        let rows: Vec<_> = (0..count).map(row).collect();
        let pieces: Vec<String> = draw(&EVENTS, &rows, &screen(true, 20)).collect();
        assert_eq!(pieces.len(), 4);
        let text = pieces.concat();
        let lines: Vec<&str> = text.lines().skip(2).filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(lines.len(), count);
        for (at, line) in lines.iter().enumerate() {
            assert_eq!(line.split_whitespace().next(), Some(at.to_string().as_str()));
        }
        assert_eq!(text.matches("a change that").count(), count.div_ceil(5));
    }

    #[test]
    fn a_column_with_a_lead_in_and_nothing_in_it_is_left_out() {
        let rows = [["7", "", "os:root", "aa"], ["6", "", "os:root", "bb"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        let text: String = draw(&EVENTS, &rows, &screen(true, 80)).collect();
        assert_eq!(
            text.lines().next().map(|line| line.split_whitespace().collect()),
            Some(vec!["SEQ", "ACTOR", "HASH"])
        );
        assert!(events(true, 80).contains("DETAILS"));
    }

    #[test]
    fn cells_begin_in_the_same_column_whatever_the_script() {
        let names = ["ada", "愛愛", "한글 이름", "e\u{301}mile", "👩 dev", "שלום", "ｱﾆﾒ", "سلام", "👋🏽 x"];
        let rows = names.map(|name| [name, "mail", "user", "|"].map(str::to_owned).to_vec());
        let text: String = draw(&COLUMNS, &rows, &screen(true, 80)).collect();
        let places: Vec<_> =
            text.lines().skip(2).map(|line| line.find('|').map(|at| columns_of(&line[..at]))).collect();
        assert_eq!(places, [places[0]; 9], "{text}");
    }
}
