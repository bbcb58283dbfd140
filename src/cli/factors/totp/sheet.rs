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
    ops::factors::enroll_totp::Enrollment,
    render::{Drawing, Format, NEEDS_DARK_THEME, Page, QrCode, QrMode, choose},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    fs::OpenOptions,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

words! {
    /// How a QR code is kept in a file.
    Picture { Svg "svg", Png "png", }
}

/// Where and how the secret is shown.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Showing {
    /// How the QR code is drawn at a terminal: auto, unicode, ascii, none
    #[arg(long, value_name = "HOW")]
    pub qr: Option<QrMode>,
    /// Write the QR code to a new file, private to you: F.svg or F.png
    #[arg(long, value_name = "FILE", value_parser = crate::cli::globals::path())]
    pub qr_file: Option<PathBuf>,
    /// Give the key and the otpauth URI in the answer
    #[arg(long)]
    pub show_key: bool,
}

/// An authenticator, with its secret where that is asked for and still may be shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View {
    /// Whose it is.
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
                let message = format!("{} is there already; nothing was changed", path.display());
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

    /// Shows an enrollment.
    pub fn show(&self, ctx: &mut Context<'_>, enrollment: &Enrollment, did: &str) -> Result<()> {
        let (view, page) = self.sheet(ctx, enrollment, Page::new(), did)?;
        ctx.out.one(&view, page)?;
        Ok(())
    }

    /// What is shown of an enrollment: its report, and the page that ends with the QR code, so that it stands whole above the next
    /// prompt. A file that was asked for is written on the way.
    pub fn sheet(&self, ctx: &Context<'_>, enrollment: &Enrollment, page: Page, did: &str) -> Result<(View, Page)> {
        let Enrollment { resource, factor, secret, .. } = enrollment;
        let Device::Totp(app) = &factor.device;
        let uri = totp::uri(&app.issuer, &resource.username, secret, &app.parameters);
        let code = QrCode::new(&uri)
            .map_err(|error| Error::new(Code::Failure, format!("the QR code cannot be made: {error}")))?;
        if let Some(path) = &self.qr_file {
            write_picture(path, &code)?;
        }
        let mut view = View { qr_file: self.qr_file.clone(), ..View::of(&resource.username, factor) };
        if self.show_key {
            view.otpauth_uri = Some(uri.expose().to_owned());
            view.key = Some(totp::key(secret).expose().to_owned());
        }
        let mut page = page.line(did).field("account", &resource.username).field("issuer", &app.issuer);
        let on_terminal = ctx.out.screen().terminal;
        if on_terminal || self.show_key {
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
        if on_terminal && (self.qr_file.is_none() || self.qr.is_some()) {
            page = self.draw(page, ctx, &code);
        }
        Ok((view, page))
    }

    fn draw(&self, page: Page, ctx: &Context<'_>, code: &QrCode) -> Page {
        let screen = ctx.out.screen();
        let instead = "enlarge it and repeat with totp qr, or type the key by hand, or use --qr-file FILE.svg";
        match choose(self.qr.unwrap_or(QrMode::Auto), code, &screen) {
            Drawing::Unicode if !screen.color => page.line(NEEDS_DARK_THEME).verbatim(code.half_blocks(false)),
            Drawing::Unicode => page.verbatim(code.half_blocks(true)),
            Drawing::Ascii => page.verbatim(code.ascii(screen.color)),
            Drawing::None => page.line("Type the key into the app by hand, or use --qr-file FILE.svg."),
            Drawing::TooWide { needed, have } => {
                page.line(format!("The QR code needs {needed} columns and the window has {have}: {instead}."))
            }
            Drawing::TooTall { needed, have } => {
                page.line(format!("The QR code needs {needed} lines and the window has {have}: {instead}."))
            }
        }
    }
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
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(&bytes));
    written.map_err(|error| {
        let message = format!("the enrollment is pending, but {} could not be written ({error})", path.display());
        Error::new(Code::Failure, message).note("show it again with totp qr")
    })
}
