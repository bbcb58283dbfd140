//! Tables that fit the screen.

use super::{Column, Screen};
use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The spaces between two columns: one is a padding, the other stands where comfy-table joins columns.
const GAP: usize = 2;
const LIGHT: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
const LIGHT_ASCII: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('-').junction('-'));

/// The table as text. The rows are escaped already and have a cell for every column. On a terminal the columns of the
/// highest weight are left out first, the last of them before the others, and then the widest cells are cut; elsewhere
/// nothing is lost.
pub(super) fn draw(columns: &[Column], rows: &[Vec<String>], screen: &Screen) -> String {
    let natural = |at: usize| rows.iter().map(|row| row[at].width()).chain([columns[at].title.width()]).max();
    let widths: Vec<usize> = (0..columns.len()).map(|at| natural(at).unwrap_or(0)).collect();
    let kept = if screen.terminal {
        fit(columns, &widths, screen.columns)
    } else {
        widths.iter().copied().enumerate().collect()
    };

    let cut = |text: &str, width: usize| cut(text, width, if screen.utf8 { '…' } else { '~' });
    let mut table = Table::new();
    table.load_style(if screen.utf8 { LIGHT } else { LIGHT_ASCII });
    // The widths are settled: comfy-table must not wrap.
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(kept.iter().map(|(at, width)| cut(columns[*at].title, *width)));
    for row in rows {
        table.add_row(kept.iter().map(|(at, width)| cut(&row[*at], *width)));
    }
    let last = kept.len().saturating_sub(1);
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, u16::from(at != last)));
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

/// The columns that stay, by position, with their widths.
fn fit(columns: &[Column], widths: &[usize], available: usize) -> Vec<(usize, usize)> {
    let mut kept: Vec<(usize, usize)> = widths.iter().copied().enumerate().collect();
    let total = |kept: &[(usize, usize)]| kept.iter().map(|(_, w)| w + GAP).sum::<usize>().saturating_sub(GAP);
    while total(&kept) > available {
        let droppable = kept.iter().enumerate().filter(|(_, (at, _))| columns[*at].weight > 0);
        // Of equal weights `max_by_key` gives the last.
        let Some((place, _)) = droppable.max_by_key(|(_, (at, _))| columns[*at].weight) else { break };
        kept.remove(place);
    }
    while total(&kept) > available {
        match kept.iter_mut().max_by_key(|(_, width)| *width) {
            Some((_, width)) if *width > 1 => *width -= 1,
            _ => break,
        }
    }
    kept
}

fn cut(text: &str, width: usize, mark: char) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= width
    };
    text.chars().take_while(fits).chain([mark]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 4] = [
        Column { key: "username", title: "USERNAME", weight: 0 },
        Column { key: "email", title: "EMAIL", weight: 1 },
        Column { key: "type", title: "TYPE", weight: 2 },
        Column { key: "phone", title: "PHONE", weight: 2 },
    ];

    fn drawn(terminal: bool, width: usize) -> String {
        let screen = Screen { terminal, color: true, columns: width, rows: 24, utf8: true };
        let rows = [["ada@acme.example", "ada.l@acme.example", "user", "123"], ["愛", "", "admin", ""]];
        draw(&COLUMNS, &rows.map(|row| row.map(str::to_owned).to_vec()), &screen)
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
            assert!(drawn(true, width).lines().all(|line| line.width() <= width), "{width}");
        }
    }
}
