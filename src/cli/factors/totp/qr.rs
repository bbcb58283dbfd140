use super::enrollment_sheet::{self, Showing, View};
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::factors::show_qr::ShowQr,
};

/// Show the QR code of a pending enrollment again; never after it is confirmed
///
/// At a terminal, Enter clears it from the screen.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl totp qr ada\n  tenantctl totp qr ada --qr-file ada.png")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// The device (label or id); may be omitted if there is only one
    factor: Option<String>,
    #[command(flatten)]
    showing: Showing,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        self.showing.check(ctx)?;
        let why = ctx.why(false)?;
        let enrollment = ctx.perform(&ShowQr { resource: self.resource, factor: self.factor, why })?;
        let did = format!("Scan this with the authenticator app of {}:", enrollment.resource.username);
        if let Some(sheet) = self.showing.show(ctx, &enrollment, &did, false)? {
            enrollment_sheet::until_scanned(ctx, &sheet)?;
        }
        Ok(0)
    }
}
