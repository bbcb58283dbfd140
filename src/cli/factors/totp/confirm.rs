use super::enrollment_sheet::View;
use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
    },
    context::Context,
    domain::{remedy::Remedy, time::Span},
    error::{Code, Error, Result},
    ops::factors::confirm_totp::{ConfirmTotp, Confirmation},
    render::Page,
};

/// Confirm a pending enrollment with a code from the app
///
/// This uses the code up: the next login needs the next code. After a wrong code (exit 20), try another.
#[derive(Debug, clap::Args)]
#[command(override_usage = "tenantctl totp confirm [OPTIONS] <RESOURCE> [FACTOR] <CODE>")]
#[command(
    after_help = "Examples:\n  tenantctl totp confirm ada 123456\n  tenantctl totp confirm ada 'work phone' '123 456'"
)]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// The device (label or id), if there are several, and the code
    #[arg(value_name = "FACTOR CODE", required = true, num_args = 1..=2)]
    rest: Vec<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let wrong = match self.rest.as_slice() {
            [code] => prove(ctx, &self.resource, None, code, false),
            [factor, code] => prove(ctx, &self.resource, Some(factor), code, false),
            _ => Err(Error::new(Code::Usage, "a code is needed; nothing was changed")),
        }?;
        wrong.map_or(Ok(0), Err)
    }
}

/// Confirms with a code and reports; what is wrong with a code that proves nothing.
pub fn prove(
    ctx: &mut Context<'_>,
    resource: &str,
    factor: Option<&str>,
    code: &str,
    by_itself: bool,
) -> Result<Option<Error>> {
    let (resource, factor) = (resource.to_owned(), factor.map(str::to_owned));
    let why = ctx.why(false)?;
    match ctx.perform(&ConfirmTotp { resource, factor, code: code.to_owned(), by_itself, why })? {
        Confirmation::Confirmed(resource, factor) => {
            let page = Page::new()
                .line(format!("The device {:?} of {} is enrolled.", factor.label, resource.username))
                .line("This code is used up: the next login needs a new one.");
            ctx.out.one(&View::of(&resource.username, &factor), page)?;
            Ok(None)
        }
        Confirmation::Already(resource, factor) => {
            let did = format!(
                "The device {:?} is already confirmed: the code was not checked; nothing was changed.",
                factor.label
            );
            detail_pages::already(ctx, &did);
            let page = Page::new().line(did);
            ctx.out.one(&View::of(&resource.username, &factor), page)?;
            Ok(None)
        }
        Confirmation::Wrong(resource, _, Some(app)) => {
            let message = format!(
                "the code is wrong; it would be right for {}, {} digits, {} s: {}; the enrollment of {} is still pending",
                app.algorithm,
                app.digits,
                app.period,
                app.in_words(),
                resource.username
            );
            let error = Error::new(Code::Denied, message);
            Ok(Some(error.hint("enroll with the usual settings", Remedy::Enroll(resource.username))))
        }
        Confirmation::Wrong(resource, skew, None) => {
            let off = skew.map(|seconds| {
                let way = if seconds > 0 { "ahead" } else { "behind" };
                format!("; it would be right for a clock {} {way}", Span::seconds(seconds.abs()).in_words())
            });
            let message = format!(
                "the code is wrong{}; the enrollment of {} is still pending",
                off.unwrap_or_default(),
                resource.username
            );
            let error = Error::new(Code::Denied, message);
            Ok(Some(if skew.is_some() {
                error.note("let the device set its time automatically, then try the code it shows then")
            } else {
                error.note("try the code that the app shows now")
            }))
        }
    }
}
