//! What an app needs to know, shown: QR code on the terminal or in a file, and the key for typing by hand (R-TOTP-1).

use crate::{
    context::Context,
    domain::{
        event::words,
        factor::{Device, Factor, FactorState, PENDING_LIFE, totp},
        remedy::Argument,
        time::Time,
    },
    error::{Code, Error, Result},
    files::{NewFile, Unplaced},
    ops::factors::enroll_totp::Enrollment,
    render::{Drawing, Format, NEEDS_DARK_THEME, Page, QrCode, QrError, QrMode, Sheet, choose},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

words! {
    /// How a QR code is kept in a file.
    Picture { Svg "svg", Png "png", }
}

/// Where and how the secret is shown.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Showing {
    /// Draw the QR code as auto, unicode, ascii or none
    #[arg(long, value_name = "HOW")]
    pub qr: Option<QrMode>,
    /// Write the QR code to a new file, private to you: F.svg or F.png
    #[arg(long, value_name = "FILE", value_parser = crate::cli::globals::new_file())]
    pub qr_file: Option<PathBuf>,
    /// Include the key and the otpauth URI in the answer
    #[arg(long)]
    pub show_key: bool,
}

/// An authenticator, with its secret where that is asked for and still may be shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View {
    /// The resource's username.
    pub username: String,
    /// Its id.
    pub factor_id: String,
    /// The device's name.
    pub label: String,
    /// Pending until a code proves it.
    pub state: FactorState,
    /// What the QR code says; with --show-key only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otpauth_uri: Option<String>,
    /// The secret in base32, for typing by hand; with --show-key only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Shown above the account in the app.
    pub issuer: String,
    /// Shown in the app.
    pub account: String,
    /// The hash of the codes.
    #[schemars(extend("enum" = ["sha1", "sha256", "sha512"]))]
    pub algorithm: &'static str,
    /// Digits of a code.
    pub digits: u8,
    /// Seconds that a code is shown.
    pub period: u32,
    /// The picture that was written.
    pub qr_file: Option<PathBuf>,
    /// When a pending enrollment ends.
    pub expires_at: Option<Time>,
}

impl View {
    /// Without its secret.
    pub fn of(username: &str, factor: &Factor) -> Self {
        let pending = factor.state == FactorState::Pending;
        let Device::Totp(app) = &factor.device;
        Self {
            username: username.to_owned(),
            factor_id: factor.id.clone(),
            label: factor.label.clone(),
            state: factor.state,
            otpauth_uri: None,
            key: None,
            issuer: app.issuer.clone(),
            account: username.to_owned(),
            algorithm: app.parameters.algorithm.as_str(),
            digits: app.parameters.digits,
            period: app.parameters.period,
            qr_file: None,
            expires_at: pending.then(|| factor.created_at.plus(PENDING_LIFE)),
        }
    }
}

impl Showing {
    /// Before anything is changed: that the secret will reach somebody, and that the file can be a picture.
    pub fn check(&self, ctx: &Context<'_>) -> Result<()> {
        if let Some(path) = &self.qr_file {
            picture(path)?;
            if path.symlink_metadata().is_ok() {
                let message = format!("{} already exists; nothing was changed", path.display());
                return Err(Error::new(Code::Exists, message).note("name another --qr-file"));
            }
        }
        let seen = ctx.out.screen().terminal && ctx.out.format() == Format::Table;
        if seen || self.qr_file.is_some() || self.show_key {
            return Ok(());
        }
        let message = "without a terminal nobody would see the QR code; nothing was changed";
        Err(Error::new(Code::Usage, message)
            .again("give the key", [Argument::ShowKey])
            .again("or a picture", [Argument::Picture]))
    }

    /// Shows an enrollment. At a terminal that can be cleared it is given back to be shown while the next question is open; where none would be
    /// and a picture was all that was asked for, nothing secret is.
    pub fn show(
        &self,
        ctx: &mut Context<'_>,
        enrollment: &Enrollment,
        did: &str,
        asks_code: bool,
    ) -> Result<Option<Sheet>> {
        let picture_alone = self.qr_file.is_some() && self.qr.is_none() && !self.show_key && !asks_code;
        let (view, drawn) = self.drawn(ctx, enrollment, did, !picture_alone)?;
        if leaves_screen(ctx) && !picture_alone {
            return Ok(Some(drawn.sheet(ctx)));
        }
        ctx.out.one(&view, drawn.page(Page::new()))?;
        Ok(None)
    }

    /// What is shown of an enrollment: its report, and how it is drawn, with the key at a terminal unless it is not to be. A file that was asked
    /// for is written on the way.
    pub fn drawn(
        &self,
        ctx: &Context<'_>,
        enrollment: &Enrollment,
        did: &str,
        with_key: bool,
    ) -> Result<(View, Drawn)> {
        let Enrollment { resource, factor, secret, .. } = enrollment;
        let Device::Totp(app) = &factor.device;
        let uri = totp::uri(&app.issuer, &resource.username, secret, &app.parameters);
        let code = QrCode::new(&uri).map_err(|error| unmade(&error))?;
        if let Some(path) = &self.qr_file {
            write_picture(path, &code)?;
        }
        let mut view = View { qr_file: self.qr_file.clone(), ..View::of(&resource.username, factor) };
        if self.show_key {
            view.otpauth_uri = Some(uri.expose().to_owned());
            view.key = Some(totp::key(secret).expose().to_owned());
        }
        let mut page = Page::new().line(did).field("account", &resource.username).field("issuer", &app.issuer);
        let on_terminal = ctx.out.screen().terminal;
        if on_terminal && with_key || self.show_key {
            page = page.field("key", totp::key_in_groups(secret).expose());
        }
        if app.parameters != totp::Parameters::default() {
            let p = &app.parameters;
            page = page.field("settings", format!("{}, {} digits, every {} s", p.algorithm, p.digits, p.period));
        }
        if let Some(path) = &self.qr_file {
            page = page.field("QR code", path.display().to_string());
        }
        if self.show_key {
            page = page.field("URI", uri.expose());
        }
        let mut drawn = Drawn { page, drawing: String::new(), columns: 0 };
        if on_terminal && (self.qr_file.is_none() || self.qr.is_some()) {
            self.draw(&mut drawn, ctx, &code).map_err(|error| unmade(&error))?;
        }
        Ok((view, drawn))
    }

    fn draw(&self, drawn: &mut Drawn, ctx: &Context<'_>, code: &QrCode) -> std::result::Result<(), QrError> {
        let screen = ctx.out.screen();
        let instead = "enlarge it and repeat with totp qr, or type the key by hand, or use --qr-file FILE.svg";
        let (remark, drawing, columns) = match choose(self.qr.unwrap_or(QrMode::Auto), code, &screen) {
            Drawing::Unicode if !screen.color => {
                (NEEDS_DARK_THEME.to_owned(), code.half_blocks(false)?, code.columns())
            }
            Drawing::Unicode => (String::new(), code.half_blocks(true)?, code.columns()),
            Drawing::Ascii => (String::new(), code.ascii(screen.color), 2 * code.columns()),
            Drawing::None => {
                ("Type the key into the app by hand, or use --qr-file FILE.svg.".to_owned(), String::new(), 0)
            }
            Drawing::TooWide { needed, have } => {
                (format!("The QR code needs {needed} columns and the window has {have}: {instead}."), String::new(), 0)
            }
            Drawing::TooTall { needed, have } => {
                (format!("The QR code needs {needed} lines and the window has {have}: {instead}."), String::new(), 0)
            }
        };
        if !remark.is_empty() {
            drawn.page = std::mem::take(&mut drawn.page).line(remark);
        }
        (drawn.drawing, drawn.columns) = (drawing, columns);
        Ok(())
    }
}

/// What is shown of an enrollment: a page and, below or beside it, the QR code.
pub struct Drawn {
    page: Page,
    drawing: String,
    columns: usize,
}

impl Drawn {
    /// As the end of an answer that stays: the QR code is complete above the next prompt.
    pub fn page(self, before: Page) -> Page {
        before.append(self.page).verbatim(self.drawing)
    }

    /// As what leaves the screen with the answer to the next question.
    pub fn sheet(self, ctx: &Context<'_>) -> Sheet {
        Sheet::new(self.page, (self.drawing, self.columns), ctx.out.screen())
    }
}

/// Whether somebody looks who can be asked, at a screen that can be cleared.
pub fn leaves_screen(ctx: &Context<'_>) -> bool {
    ctx.dialogue.interactive() && ctx.out.format() == Format::Table && ctx.out.screen().clears()
}

/// Asks beside the sheet, or below what was shown before where there is none, with a remark on the last answer.
pub fn ask(ctx: &mut Context<'_>, sheet: Option<&Sheet>, remark: &[String], prompt: &str) -> Result<String> {
    match sheet {
        Some(sheet) => ctx.ask_beside(sheet, remark, prompt),
        None => {
            remark.iter().for_each(|line| ctx.say(line));
            ctx.ask(prompt)
        }
    }
}

/// Shows the sheet until somebody says that it was scanned.
pub fn until_scanned(ctx: &mut Context<'_>, sheet: &Sheet) -> Result<()> {
    ctx.ask_beside(sheet, &[], "Press Enter once it is scanned; this clears it from the screen").map(drop)
}

/// Says that the key is still on the screen if nothing clears it.
pub fn warn_of_key(ctx: &mut Context<'_>) {
    if ctx.dialogue.interactive()
        && ctx.out.format() == Format::Table
        && ctx.out.screen().terminal
        && !leaves_screen(ctx)
    {
        ctx.say("The key is still on this screen: clear the screen and its scrollback.");
    }
}

fn unmade(error: &QrError) -> Error {
    Error::new(Code::Failure, format!("the QR code cannot be made: {error}"))
}

fn picture(path: &Path) -> Result<Picture> {
    let extension =
        path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    Picture::from_word(&extension).ok_or_else(|| {
        Error::new(Code::Usage, "--qr-file takes a name that ends with .svg or .png; nothing was changed")
    })
}

/// Writes the picture to a new file that only its owner can read: it is as secret as the key.
fn write_picture(path: &Path, code: &QrCode) -> Result<()> {
    let bytes = match picture(path)? {
        Picture::Svg => code.svg().into_bytes(),
        Picture::Png => {
            code.png().map_err(|error| Error::new(Code::Failure, format!("the picture cannot be made: {error}")))?
        }
    };
    let written = NewFile::begin(path).and_then(|mut new| new.write_all(&bytes).map(|()| new));
    let placed = written.map_err(Unplaced::Refused).and_then(NewFile::put_in_place);
    placed.map(drop).map_err(|error| {
        let message = format!("the enrollment is pending, but {} could not be written ({error})", path.display());
        Error::new(Code::MayBeDone, message).note("show it again with totp qr")
    })
}
