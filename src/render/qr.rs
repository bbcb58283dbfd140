//! QR codes: drawn on a terminal, or as a picture.

use super::Screen;
use crate::domain::secret::SecretText;
use qrcode::{Color, EcLevel, render::svg};
use std::{fmt, iter};

/// The light margin that scanners need, in modules.
const QUIET: usize = 4;
/// The side of a module in the PNG, in pixels.
const SCALE: usize = 8;
/// Black on white by indexes of the 256-colour cube: themes redefine the first sixteen colours only.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";
const RESET: &str = "\x1b[0m";

/// What to say under a code drawn without colours: it is drawn in the terminal's own light foreground.
pub const NEEDS_DARK_THEME: &str = "without colours this code scans only as light text on a dark background";

/// A QR code at level L with its quiet zone of four modules. It shows the secret it was made of: it has no readable `Debug`.
pub struct QrCode {
    code: qrcode::QrCode,
    side: usize,
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    /// The text does not fit the largest code there is.
    #[error("the text is too long for a QR code")]
    TooLong,
    /// The picture could not be made.
    #[error("the picture could not be made: {0}")]
    Png(#[from] png::EncodingError),
}

/// How a code is to be drawn on the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum QrMode {
    /// As the terminal can show it; nothing where there is no terminal.
    #[default]
    Auto,
    /// Half blocks.
    Unicode,
    /// Nothing but ASCII: four times as large.
    Ascii,
    /// Not at all.
    None,
}

/// How a code will be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawing {
    /// By [`QrCode::half_blocks`].
    Unicode,
    /// By [`QrCode::ascii`].
    Ascii,
    /// Not at all.
    None,
    /// Not at all: the terminal has fewer columns than are needed.
    TooWide {
        /// Columns needed.
        needed: usize,
        /// Columns there are.
        have: usize,
    },
    /// Not at all: the terminal has fewer rows than the code and the cursor's line need.
    TooTall {
        /// Rows needed.
        needed: usize,
        /// Rows there are.
        have: usize,
    },
}

impl fmt::Debug for QrCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QrCode(redacted)")
    }
}

impl QrCode {
    /// The code of a text.
    ///
    /// # Errors
    /// [`QrError::TooLong`] beyond what a code holds (2953 bytes).
    pub fn new(text: &SecretText) -> Result<Self, QrError> {
        let code = qrcode::QrCode::with_error_correction_level(text.expose(), EcLevel::L);
        let code = code.map_err(|_| QrError::TooLong)?;
        Ok(Self { side: code.width() + 2 * QUIET, code })
    }

    /// The columns that the half blocks take; twice as many in ASCII.
    pub fn columns(&self) -> usize {
        self.side
    }

    /// The rows that the half blocks take.
    pub fn rows(&self) -> usize {
        self.side.div_ceil(2)
    }

    /// Whether a module is dark; outside of the code all are light.
    fn dark(&self, x: usize, y: usize) -> bool {
        let inside = QUIET..self.side - QUIET;
        inside.contains(&x) && inside.contains(&y) && self.code[(x - QUIET, y - QUIET)] == Color::Dark
    }

    /// Two modules a character, one above the other. Coloured: black on white whatever the theme, every line reset at its
    /// end. Otherwise the light modules are drawn in the foreground: see [`NEEDS_DARK_THEME`].
    pub fn half_blocks(&self, colored: bool) -> String {
        let row = |y: usize| {
            let cells = (0..self.side).map(|x| {
                // What is drawn in the foreground: the dark modules in black, or else the light ones.
                match (self.dark(x, y) == colored, self.dark(x, y + 1) == colored) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                }
            });
            line(if colored { BLACK_ON_WHITE } else { "" }, cells.collect())
        };
        (0..self.side).step_by(2).map(row).collect()
    }

    /// Two characters a module. Coloured: spaces on black or white whatever the theme, every line reset at its end.
    /// Otherwise `##` for the light modules and spaces for the dark: the gaps in the letters defeat most scanners (zbar among
    /// them), so it is drawn only for those who ask for it.
    pub fn ascii(&self, colored: bool) -> String {
        let row = |y: usize| {
            let mut cells = String::new();
            let mut before = None;
            for dark in (0..self.side).map(|x| self.dark(x, y)) {
                match (colored, dark) {
                    (false, dark) => cells.push_str(if dark { "  " } else { "##" }),
                    (true, dark) => {
                        if before.replace(dark) != Some(dark) {
                            cells.push_str(if dark { "\x1b[48;5;16m" } else { "\x1b[48;5;231m" });
                        }
                        cells.push_str("  ");
                    }
                }
            }
            line(if colored { BLACK_ON_WHITE } else { "" }, cells)
        };
        (0..self.side).map(row).collect()
    }

    /// As an SVG document.
    pub fn svg(&self) -> String {
        self.code.render::<svg::Color<'_>>().quiet_zone(true).module_dimensions(8, 8).build()
    }

    /// As a PNG picture of 8 pixels a module, 8 bits of grey.
    ///
    /// # Errors
    /// Those of the encoder.
    pub fn png(&self) -> Result<Vec<u8>, QrError> {
        let shade = |y| move |x| iter::repeat_n(if self.dark(x, y) { 0 } else { 255 }, SCALE);
        let row = |y| (0..self.side).flat_map(shade(y)).collect::<Vec<u8>>();
        let pixels: Vec<u8> = (0..self.side).flat_map(|y| row(y).repeat(SCALE)).collect();
        let mut bytes = Vec::new();
        // At most 185 modules of 8 pixels.
        let size = (self.side * SCALE) as u32;
        let mut encoder = png::Encoder::new(&mut bytes, size, size);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

fn line(colors: &str, cells: String) -> String {
    format!("{colors}{cells}{}\n", if colors.is_empty() { "" } else { RESET })
}

/// How the code is best drawn there. `Auto` draws only on a terminal, and not in ASCII without colours; and a terminal's size is always heeded: a code that
/// is wrapped or scrolled away does not scan.
pub fn choose(wanted: QrMode, code: &QrCode, screen: &Screen) -> Drawing {
    let drawing = match wanted {
        QrMode::None => return Drawing::None,
        QrMode::Auto if !screen.terminal => return Drawing::None,
        QrMode::Unicode => Drawing::Unicode,
        QrMode::Ascii => Drawing::Ascii,
        QrMode::Auto if screen.utf8 => Drawing::Unicode,
        QrMode::Auto if screen.color => Drawing::Ascii,
        QrMode::Auto => return Drawing::None,
    };
    let (columns, rows) =
        if drawing == Drawing::Ascii { (2 * code.side, code.side) } else { (code.columns(), code.rows()) };
    match (columns, rows + 1) {
        _ if !screen.terminal => drawing,
        (needed, _) if needed > screen.columns => Drawing::TooWide { needed, have: screen.columns },
        (_, needed) if needed > screen.rows => Drawing::TooTall { needed, have: screen.rows },
        _ => drawing,
    }
}

#[cfg(test)]
mod tests;
