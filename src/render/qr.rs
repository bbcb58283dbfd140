//! QR codes: drawn on a terminal, or as a picture.

use super::Screen;
use crate::domain::secret::SecretText;
use qr2term::{
    matrix::Matrix,
    render::{Color, QrLight, Renderer},
};
use qrcode::{
    EcLevel,
    render::{svg, unicode::Dense1x2},
};
use std::{fmt, io, iter};
use zeroize::Zeroizing;

/// The light margin that scanners need, in modules.
const QUIET: usize = 4;
/// The side of a module in the PNG, in pixels.
const SCALE: usize = 8;
/// What qr2term draws with, and what takes its place: indexes of the 256-colour cube, as themes redefine the first sixteen colours.
const BLACK: (&str, &str) = ("8;5;0m", "8;5;16m");
const WHITE: (&str, &str) = ("8;5;15m", "8;5;231m");
/// How qr2term takes the colours of a module back.
const TAKEN_BACK: &str = "\x1b[49m\x1b[39m";
const RESET: &str = "\x1b[0m";

/// What to say under a code drawn without colours: it is drawn in the terminal's own light foreground.
pub const NEEDS_DARK_THEME: &str = "without colours this code scans only as light text on a dark background";

/// A QR code at level L with its quiet zone of four modules. It shows the secret it was made of: it has no readable `Debug`.
pub struct QrCode {
    code: qrcode::QrCode,
    /// With the quiet zone.
    matrix: Matrix<Color>,
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    /// The text does not fit the largest code there is.
    #[error("the text is too long for a QR code")]
    TooLong,
    /// It could not be drawn.
    #[error("the code could not be drawn: {0}")]
    Drawing(#[from] io::Error),
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
    TooWide { needed: usize, have: usize },
    /// Not at all: the terminal has fewer rows than the code and the cursor's line need.
    TooTall { needed: usize, have: usize },
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
        let mut matrix = Matrix::new(code.to_colors());
        matrix.surround(QUIET, QrLight);
        Ok(Self { code, matrix })
    }

    /// The columns that the half blocks take; twice as many in ASCII.
    pub fn columns(&self) -> usize {
        Renderer::default().width(&self.matrix)
    }

    /// The rows that the half blocks take.
    pub fn rows(&self) -> usize {
        Renderer::default().height(&self.matrix)
    }

    /// The modules of a side, with the quiet zone.
    fn side(&self) -> usize {
        self.matrix.size()
    }

    fn dark(&self, x: usize, y: usize) -> bool {
        self.matrix.pixels()[y * self.side() + x] == Color::Dark
    }

    /// Two modules a character, one above the other. Coloured: black on white whatever the theme, every line reset at its
    /// end. Otherwise the light modules are drawn in the foreground: see [`NEEDS_DARK_THEME`].
    ///
    /// # Errors
    /// Where it cannot be drawn.
    pub fn half_blocks(&self, colored: bool) -> Result<String, QrError> {
        if !colored {
            let mut renderer = self.code.render::<Dense1x2>();
            let drawn = renderer.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
            return Ok(drawn + "\n");
        }
        // Whether there are colours was decided already: NO_COLOR would leave blanks alone.
        crossterm::style::force_color_output(true);
        let mut bytes = Zeroizing::new(Vec::new());
        Renderer::default().render(&self.matrix, &mut *bytes)?;
        let drawn = std::str::from_utf8(&bytes).map_err(io::Error::other)?;
        let drawn = Zeroizing::new(drawn.replace(TAKEN_BACK, RESET).replace(BLACK.0, BLACK.1));
        Ok(in_runs(&drawn.replace(WHITE.0, WHITE.1)))
    }

    /// Two characters a module. Coloured: spaces on black or white whatever the theme, every line reset at its end.
    /// Otherwise `##` for the light modules and spaces for the dark: the gaps in the letters defeat most scanners (zbar among
    /// them), so it is drawn only for those who ask for it.
    pub fn ascii(&self, colored: bool) -> String {
        if !colored {
            let mut renderer = self.code.render::<char>();
            return renderer.module_dimensions(2, 1).dark_color(' ').light_color('#').build() + "\n";
        }
        let mut renderer = self.code.render::<&str>();
        let drawn = renderer.dark_color("\x1b[48;5;16m  \x1b[0m").light_color("\x1b[48;5;231m  \x1b[0m").build();
        in_runs(&drawn)
    }

    pub fn svg(&self) -> String {
        self.code.render::<svg::Color<'_>>().quiet_zone(true).module_dimensions(8, 8).build()
    }

    /// As a PNG picture of 8 pixels a module, 8 bits of grey.
    ///
    /// # Errors
    /// Those of the encoder.
    pub fn png(&self) -> Result<Vec<u8>, QrError> {
        let shade = |y| move |x| iter::repeat_n(if self.dark(x, y) { 0 } else { 255 }, SCALE);
        let row = |y| (0..self.side()).flat_map(shade(y)).collect::<Vec<u8>>();
        let pixels: Vec<u8> = (0..self.side()).flat_map(|y| row(y).repeat(SCALE)).collect();
        let mut bytes = Vec::new();
        // At most 185 modules of 8 pixels.
        let size = (self.side() * SCALE) as u32;
        let mut encoder = png::Encoder::new(&mut bytes, size, size);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// Lines in which each module sets its colours and takes them back: here they are set where they change, and taken back at the end of a line.
fn in_runs(drawn: &str) -> String {
    let mut out = String::with_capacity(drawn.len());
    for line in drawn.lines() {
        let mut before = "";
        for module in line.split_terminator(RESET) {
            let (colors, shown) = module.split_at(module.rfind('m').map_or(0, |at| at + 1));
            if colors != before {
                out.push_str(colors);
                before = colors;
            }
            out.push_str(shown);
        }
        out.push_str(RESET);
        out.push('\n');
    }
    out
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
        if drawing == Drawing::Ascii { (2 * code.side(), code.side()) } else { (code.columns(), code.rows()) };
    match (columns, rows + 1) {
        _ if !screen.terminal => drawing,
        (needed, _) if needed > screen.columns => Drawing::TooWide { needed, have: screen.columns },
        (_, needed) if needed > screen.rows => Drawing::TooTall { needed, have: screen.rows },
        _ => drawing,
    }
}

#[cfg(test)]
mod tests;
