use super::{
    confirm,
    enrollment_sheet::{self, Showing, View},
};
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{
        event::Action,
        factor::totp::{Algorithm, Parameters},
        remedy::{Argument, Remedy},
    },
    error::{Code, Error, Result},
    ops::{
        access::remedies,
        factors::enroll_totp::{Earlier, EnrollTotp, Enrollment, may_begin},
        passwords::prove_password::Purpose,
    },
    render::{Format, Sheet},
};

/// Enroll an authenticator app: shows a QR code to scan, and the key to type
///
/// The enrollment is pending for up to 24 hours, until a code from the app confirms it. At a terminal it asks for the code at once, and
/// your answer clears the QR code and the key from the screen.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl totp enroll ada\n  \
    tenantctl totp enroll ada --label 'work phone' --qr-file ada.svg --no-confirm\n  \
    tenantctl totp enroll ada --show-key -o json\n  \
    tenantctl totp enroll ada --replace          (the earlier device is lost)")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Name of the device; default: authenticator, authenticator-2, …
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// Issuer shown above the account in the app; default: the tenant's name
    #[arg(long, value_name = "NAME")]
    issuer: Option<String>,
    /// Hash of the codes: sha1 (what the apps support), sha256 or sha512
    #[arg(long, default_value = "sha1", value_parser = algorithm)]
    algorithm: Algorithm,
    /// Digits of a code: 6 to 8
    #[arg(long, default_value_t = 6, value_name = "N")]
    digits: u8,
    /// Seconds each code is shown: 15 to 120
    #[arg(long, default_value_t = 30, value_name = "S")]
    period: u32,
    /// Enroll yourself; this needs your password as well
    #[arg(long = "self")]
    by_itself: bool,
    /// With --self: read the password from the first line of standard input
    #[arg(long, requires = "by_itself")]
    password_stdin: bool,
    /// Remove the earlier devices once this one is confirmed
    #[arg(long, conflicts_with = "keep")]
    replace: bool,
    /// Keep the earlier devices
    #[arg(long)]
    keep: bool,
    /// Do not ask for a code now; at a terminal, Enter clears the QR code
    #[arg(long)]
    no_confirm: bool,
    #[command(flatten)]
    showing: Showing,
}

fn algorithm(text: &str) -> std::result::Result<Algorithm, String> {
    text.parse().map_err(|_| "one of: sha1, sha256, sha512".to_owned())
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let parameters = Parameters::new(self.algorithm, self.digits, self.period)
            .map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")))?;
        self.showing.check(ctx)?;
        // Who enrolls itself hears nothing of the account, nor whether there is one, before its password is proved.
        match self.by_itself {
            true => prove_itself(ctx, &self.resource, self.password_stdin)?,
            false => ctx.read_before(Action::TotpEnroll, Some(&self.resource), |tx, operator, _| {
                may_begin(tx, operator, &self.resource, false).map(drop)
            })?,
        }
        let earlier = match (self.replace, self.keep) {
            (true, _) => Some(Earlier::Replace),
            (_, true) => Some(Earlier::Keep),
            _ => None,
        };
        let enroll = EnrollTotp {
            resource: self.resource,
            label: self.label,
            issuer: self.issuer,
            parameters,
            earlier,
            by_itself: self.by_itself,
            why: ctx.why(false)?,
        };
        let enrollment = ctx.perform(&enroll)?;
        if let Some(begun) = enrollment.replaced {
            let ago = ctx.now().since(begun).in_words();
            ctx.say(&format!("This replaces the enrollment begun {ago} ago; its QR code no longer works."));
        }
        let unusual = parameters.unusual();
        if !unusual.is_empty() {
            ctx.say(&format!(
                "warning: many apps ignore {} and show codes for {}: let a code of the app confirm it before anybody relies on it",
                unusual.join(", "),
                Parameters::default()
            ));
        }
        let did = format!("Scan this with the authenticator app of {}:", enrollment.resource.username);
        let sheet = self.showing.show(ctx, &enrollment, &did, !self.no_confirm)?;
        finish(ctx, &enrollment, sheet, self.by_itself, self.no_confirm)
    }
}

/// The end of an enrollment that was shown, or is shown by that sheet: asks at a terminal for the code that proves it, and says elsewhere how
/// it is proved later.
pub fn finish(
    ctx: &mut Context<'_>,
    enrollment: &Enrollment,
    sheet: Option<Sheet>,
    by_itself: bool,
    no_confirm: bool,
) -> Result<u8> {
    let Enrollment { resource, factor, .. } = enrollment;
    let prove = proving(ctx, enrollment, by_itself);
    let confirm = ctx.command(&prove);
    let pending = |error: Error| match error.code() {
        Code::Interrupted => {
            let message = format!("interrupted; the enrollment of {} is still pending", resource.username);
            Error::new(Code::Interrupted, message).hint("confirm it within 24 hours with", prove.clone())
        }
        _ => error,
    };
    if no_confirm || !ctx.dialogue.interactive() || ctx.out.format() != Format::Table {
        if let Some(sheet) = sheet {
            enrollment_sheet::until_scanned(ctx, &sheet).map_err(pending)?;
        }
        ctx.say(&format!("The enrollment is pending: confirm it within 24 hours with   {confirm}"));
        return Ok(0);
    }
    let mut remark = Vec::new();
    loop {
        let prompt = "Code the app shows now (Enter: do it later)";
        let code = enrollment_sheet::ask(ctx, sheet.as_ref(), &remark, prompt).map_err(pending)?;
        if code.trim().is_empty() {
            ctx.say(&format!("The device is not confirmed yet. Within 24 hours:   {confirm}"));
            if sheet.is_some() {
                show_again(ctx, enrollment);
            }
            return Ok(0);
        }
        let Some(wrong) = confirm::prove(ctx, &resource.username, Some(&factor.id), &code, by_itself)? else {
            enrollment_sheet::warn_of_key(ctx);
            return Ok(0);
        };
        if !ctx.out.screen().terminal {
            return Err(wrong);
        }
        let hints = wrong.hints().iter().map(|hint| format!("  {}", hint.lead));
        remark = std::iter::once(format!("error: {}", wrong.message())).chain(hints).collect();
    }
}

/// Says how to show the cleared QR code again, to an operator who may.
fn show_again(ctx: &mut Context<'_>, enrollment: &Enrollment) {
    let (name, label) = (enrollment.resource.username.clone(), enrollment.factor.label.clone());
    let show = Remedy::ShowQr { name, label };
    if ctx.peek(|tx, operator, _| remedies::is_open(tx, operator, &show)).unwrap_or(false) {
        let show = ctx.command(&show);
        ctx.say(&format!("Show its QR code again:   {show}"));
    }
}

/// What proves an enrollment later. Who enrolled itself and is no operator here does it in the course of a login, which needs no sign-in.
fn proving(ctx: &Context<'_>, enrollment: &Enrollment, by_itself: bool) -> Remedy {
    let (name, factor) = (|| enrollment.resource.username.clone(), &enrollment.factor);
    let confirm = Remedy::ConfirmEnrollment { name: name(), label: factor.label.clone() };
    if !by_itself || ctx.peek(|tx, operator, _| remedies::is_open(tx, operator, &confirm)).unwrap_or(false) {
        return confirm;
    }
    Remedy::FinishEnrollment { name: name(), factor: Some(factor.id.clone()) }
}

/// Self-enrollment needs the password as well (R-TOTP-2); a wrong one is denied and counted like any login's.
fn prove_itself(ctx: &mut Context<'_>, name: &str, stdin: bool) -> Result<()> {
    let password = if stdin {
        ctx.line("--password-stdin")?
    } else if ctx.dialogue.interactive() {
        ctx.ask_secret(&format!("Password of {name}"))?
    } else {
        let message = "--self needs the password as a line of standard input; nothing was changed";
        return Err(Error::new(Code::Usage, message).again("add it", [Argument::Password]));
    };
    crate::cli::passwords::proof::prove_password(ctx, name, &password, Purpose::Enrollment)
}
