//! What is drawn is read back and compared with the matrix.

use super::*;

const URI: &str = "otpauth://totp/Acme:ada@acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme";

fn code() -> QrCode {
    QrCode::new(&SecretText::from(URI)).unwrap()
}

fn matrix(code: &QrCode) -> Vec<Vec<bool>> {
    (0..code.side()).map(|y| (0..code.side()).map(|x| code.dark(x, y)).collect()).collect()
}

/// What the upper and the lower half of each character are drawn in, line by line: indexes of colours, or what the terminal has.
fn halves(drawn: &str) -> Vec<[Vec<&str>; 2]> {
    let line = |line| {
        let (mut ink, mut paper, mut rows) = ("foreground", "background", [Vec::new(), Vec::new()]);
        for part in str::split_inclusive(line, |c| c == 'm' || "█▀▄ ".contains(c)) {
            if let Some(color) = part.strip_prefix("\u{1b}[38;5;") {
                ink = color.trim_end_matches('m');
            } else if let Some(color) = part.strip_prefix("\u{1b}[48;5;") {
                paper = color.trim_end_matches('m');
            } else if part != RESET {
                let (upper, lower) = match part {
                    "█" => (ink, ink),
                    "▀" => (ink, paper),
                    "▄" => (paper, ink),
                    " " => (paper, paper),
                    other => panic!("{other:?}"),
                };
                rows[0].push(upper);
                rows[1].push(lower);
            }
        }
        rows
    };
    drawn.lines().map(line).collect()
}

/// The dark modules of half blocks, of which so many rows are the code.
fn read(drawn: &str, dark: &str, side: usize) -> Vec<Vec<bool>> {
    let rows = halves(drawn).into_iter().flatten().take(side);
    rows.map(|row| row.into_iter().map(|color| color == dark).collect()).collect()
}

#[test]
fn half_blocks_are_the_matrix() {
    let code = code();
    assert_eq!(read(&code.half_blocks(false).unwrap(), "background", code.side()), matrix(&code));
    let colored = code.half_blocks(true).unwrap();
    assert_eq!(read(&colored, "16", code.side()), matrix(&code));
    let halves = halves(&colored);
    assert!(halves.iter().flatten().flatten().all(|color| ["16", "231"].contains(color)), "no colour of a theme");
    assert!(halves[code.rows() - 1][1].iter().all(|color| *color == "231"), "what is below the code is light");
    assert!(colored.lines().all(|line| line.ends_with(RESET)));
    assert_eq!((halves.len(), halves.iter().all(|[upper, _]| upper.len() == code.columns())), (code.rows(), true));
    assert!(colored.len() < 16 * code.columns() * code.rows(), "colours are set where they change: {}", colored.len());
}

#[test]
fn ascii_is_the_matrix() {
    let code = code();
    let pairs = |line: &str| line.as_bytes().chunks(2).map(|pair| pair == b"  ").collect::<Vec<_>>();
    assert_eq!(code.ascii(false).lines().map(pairs).collect::<Vec<_>>(), matrix(&code));
    let colored = code.ascii(true);
    assert!(colored.is_ascii() && colored.lines().all(|line| line.ends_with(RESET)));
    let painted = |line: &str| {
        let runs = line.trim_end_matches(RESET).split("\x1b[48;5;").skip(1);
        let run = |run: &str| {
            let (color, spaces) = run.split_once('m').unwrap();
            vec![color == "16"; spaces.len() / 2]
        };
        runs.flat_map(run).collect::<Vec<_>>()
    };
    assert_eq!(colored.lines().map(painted).collect::<Vec<_>>(), matrix(&code));
}

#[test]
fn the_quiet_zone_is_four_light_modules() {
    let code = code();
    let edge = |x: usize| x < 4 || x >= code.side() - 4;
    assert!((0..code.side()).all(|y| (0..code.side()).all(|x| !(edge(x) || edge(y)) || !code.dark(x, y))));
    assert!(code.dark(4, 4) && code.dark(code.side() - 5, 4) && code.dark(4, code.side() - 5));
}

#[test]
fn the_picture_is_the_matrix_enlarged() {
    let code = code();
    let bytes = code.png().unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let side = info.width as usize;
    assert_eq!((side, pixels.len()), (code.side() * 8, side * side));
    for (at, pixel) in pixels.iter().enumerate() {
        assert_eq!(*pixel == 0, code.dark(at % side / 8, at / side / 8));
    }
    assert!(code.svg().contains("<svg") && !code.svg().contains("JBSWY3DP"));
}

#[test]
fn nothing_is_drawn_where_it_would_not_scan() {
    let code = code();
    let screen = |terminal, columns, rows, utf8| Screen { terminal, color: true, columns, rows, utf8 };
    let side = code.side();
    assert_eq!(choose(QrMode::Auto, &code, &screen(true, 80, code.rows() + 1, true)), Drawing::Unicode);
    assert_eq!(choose(QrMode::Auto, &code, &screen(true, 120, 60, false)), Drawing::Ascii);
    let colorless = Screen { color: false, ..screen(true, 120, 60, false) };
    assert_eq!(choose(QrMode::Auto, &code, &colorless), Drawing::None);
    assert_eq!(choose(QrMode::Auto, &code, &screen(false, 80, 24, true)), Drawing::None);
    assert_eq!(choose(QrMode::Unicode, &code, &screen(false, 40, 5, false)), Drawing::Unicode);
    assert_eq!(choose(QrMode::None, &code, &screen(true, 80, 60, true)), Drawing::None);
    let needed = 2 * side;
    let drawing = choose(QrMode::Ascii, &code, &screen(true, 80, 60, true));
    assert_eq!(drawing, Drawing::TooWide { needed, have: 80 });
    let drawing = choose(QrMode::Auto, &code, &screen(true, 80, code.rows(), true));
    assert_eq!(drawing, Drawing::TooTall { needed: code.rows() + 1, have: code.rows() });
}

#[test]
fn a_text_that_is_too_long_is_refused_and_debug_is_silent() {
    assert!(matches!(QrCode::new(&SecretText::new("x".repeat(2954))), Err(QrError::TooLong)));
    assert_eq!(format!("{:?}", code()), "QrCode(redacted)");
}
