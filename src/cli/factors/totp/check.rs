use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::time::Span,
    error::{Code, Error, Result},
    ops::factors::check_code::{CheckCode, CheckView, CodeResult},
    render::{Page, when},
};

/// Check a code without logging in or using it up
///
/// The answer is right, right but used, right for a clock that is off (with how far), or wrong; a wrong one may be right for an app that
/// ignores the algorithm or the digits. A clock set by hand is the most common cause of wrong codes. Ten checks an hour for one resource; the history keeps each.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl totp check ada 123456")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Code the app shows
    #[arg(conflicts_with = "code_stdin")]
    code: Option<String>,
    /// Read the code from the first line of standard input
    #[arg(long)]
    code_stdin: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<CheckView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let code = match self.code {
            Some(code) => code,
            None if self.code_stdin => ctx.line("--code-stdin")?.expose().to_owned(),
            None if ctx.dialogue.interactive() => ctx.ask("Code the app shows now")?,
            None => return Err(Error::new(Code::Usage, "a code is needed: as an argument, or by --code-stdin")),
        };
        let view = ctx.perform(&CheckCode { resource: self.resource, code })?;
        let device = view.label.as_deref().unwrap_or_default();
        let text = match (view.result, view.skew_seconds) {
            (CodeResult::Valid, _) => format!("right: the code belongs to the device {device:?} and can be used now"),
            (CodeResult::AlreadyUsed, _) if view.used_until.is_some() => format!(
                "right but counts as used: a code of the device {device:?} was accepted under a clock that ran ahead, so none counts until {}",
                view.used_until.map(|until| when(until, ctx.now())).unwrap_or_default()
            ),
            (CodeResult::AlreadyUsed, _) => format!("right but used: the device {device:?} shows the next code soon"),
            (_, Some(seconds)) => {
                let way = if seconds > 0 { "ahead" } else { "behind" };
                let off = Span::seconds(seconds.abs()).in_words();
                format!("right for a clock {off} {way}: the device {device:?} should set its time automatically")
            }
            _ => match &view.app_settings {
                Some(app) => format!(
                    "wrong, but right for {}, {} digits, {} s: {} of the device {:?}; enroll it again with the usual settings",
                    app.algorithm,
                    app.digits,
                    app.period,
                    app.in_words(),
                    app.label
                ),
                None => "wrong: no device shows it within an hour of now".to_owned(),
            },
        };
        let page = Page::new().line(text);
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
