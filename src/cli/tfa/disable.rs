use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{
        event::Action,
        license::{License, SecondFactor},
        permission::Permission,
    },
    error::{Code, Error, Result},
    ops::target,
};

/// 2FA cannot be switched off, only paused
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl 2fa pause ada --for 24h --reason 'phone in repair'")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Never("it always refuses, with an error");
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let resource = ctx.read_before(Action::TfaDisable, Some(&self.resource), |tx, operator, _| {
            target::resource_for(tx, operator, Permission::TfaPause, &self.resource)
        })?;
        let (username, license) = (resource.username.as_str(), resource.license);
        let why = match license.second_factor() {
            SecondFactor::Required => format!("the {} license requires it", license.word()),
            SecondFactor::Optional => format!("the {} license asks for it only once it is enrolled", license.word()),
            SecondFactor::NotAvailable => format!("the {} license has none", license.word()),
        };
        let message = format!("2FA cannot be switched off for {username}: {why}; nothing was changed");
        let error = Error::new(Code::LicenseForbids, message);
        Err(match license {
            License::Api => error,
            License::Dashboard => error.hint("remove its devices", ["2fa", "reset", username, "--reason", "…"]),
            _ => error.hint("it can be paused", ["2fa", "pause", username, "--for", "24h", "--reason", "…"]),
        })
    }
}
