use super::{create::words, report};
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{event::Action, license::License, resource::ResourceType},
    error::{Code, Error, Result},
    ops::{
        edit_resource::{EditResource, needs_reason},
        view::ResourceView,
    },
};

/// Change a resource's fields
///
/// An empty value takes a name or number away. A new e-mail address has to be verified again. With the api license there is no 2FA: where
/// a device is enrolled, that needs a reason. With another license than api its tokens end.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource edit ada --email ada@new.example\n  \
    tenantctl resource edit ada --license dashboard --phone ''\n  \
    tenantctl resource edit ada --champion")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
    /// The primary e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// Given name
    #[arg(long, value_name = "NAME")]
    first_name: Option<String>,
    /// Family name
    #[arg(long, value_name = "NAME")]
    last_name: Option<String>,
    /// Mobile number in international form
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// standard, dashboard, api or co-managed
    #[arg(long, value_parser = words::<License>)]
    license: Option<License>,
    /// internal or client; co-managed follows from the license
    #[arg(long = "type", value_name = "TYPE", value_parser = words::<ResourceType>)]
    kind: Option<ResourceType>,
    /// Name it as the tenant's champion, in place of the present one
    #[arg(long)]
    champion: bool,
    /// No longer the champion
    #[arg(long, conflicts_with = "champion")]
    no_champion: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<ResourceView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let champion = (self.champion || self.no_champion).then_some(self.champion);
        let mut edit = EditResource {
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            phone: self.phone,
            license: self.license,
            kind: self.kind,
            champion,
            resource: self.resource,
            why: ctx.why(false)?,
        };
        let texts = [&edit.email, &edit.first_name, &edit.last_name, &edit.phone];
        let named = texts.iter().any(|text| text.is_some())
            || edit.license.is_some()
            || edit.kind.is_some()
            || champion.is_some();
        if !named {
            return Err(Error::new(Code::Usage, "no field was named; nothing was changed")
                .hint("what can be changed", ["resource", "edit", "--help"]));
        }
        if let Some(license) = edit.license {
            let ends = ctx.read_before(Action::ResourceEdit, Some(&edit.resource), |tx, operator, _| {
                needs_reason(tx, operator, &edit.resource, license)
            })?;
            edit.why = ctx.why(ends)?;
        }
        let done = ctx.perform(&edit)?;
        report(ctx, &done.state.id, if done.changed { "changed" } else { "it was so already; nothing was changed" })
    }
}
