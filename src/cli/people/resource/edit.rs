use super::{
    create::{confirm_champion, words},
    report,
};
use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Many, Targets, Verb, Who},
    },
    context::Context,
    domain::{
        event::Action,
        license::License,
        remedy::{Remedy, Topic},
        resource::ResourceType,
    },
    error::{Code, Error, Result},
    ops::people::{
        edit_resource::{EditResource, needs_reason},
        view::ResourceView,
        with_view::WithView,
    },
};

/// Change a resource's fields
///
/// An empty value removes a name or number. A new e-mail address has to be verified again. The api license has no 2FA: if a device is
/// enrolled, the change needs a reason. Leaving the api license ends the resource's tokens. Many at once can get another license or type,
/// and lose names and numbers; the other fields are for one RESOURCE.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource edit ada --email ada@new.example\n  \
    tenantctl resource edit ada --license dashboard --phone ''\n  \
    tenantctl resource edit ada --champion\n  \
    tenantctl resource edit --from contractors.txt --license dashboard")]
pub struct Args {
    /// Primary e-mail address
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
    /// License: standard, dashboard, api or co-managed
    #[arg(long, value_parser = words::<License>)]
    license: Option<License>,
    /// Type: internal or client; co-managed follows from the license
    #[arg(long = "type", value_name = "TYPE", value_parser = words::<ResourceType>)]
    kind: Option<ResourceType>,
    /// Make it the tenant's champion, in place of the present one
    #[arg(long)]
    champion: bool,
    /// Take the champion role from it
    #[arg(long, conflicts_with = "champion")]
    no_champion: bool,
    #[command(flatten)]
    targets: Targets,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<ResourceView>()), (bulk::FLAG, bulk::ANSWER)]);
}

const MANY: Verb =
    Verb { action: Action::ResourceEdit, question: "Change {}?", doing: "changing", done: "changed", goes_on: true };

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
            ..EditResource::default()
        };
        let texts = [&edit.email, &edit.first_name, &edit.last_name, &edit.phone];
        let named = texts.iter().any(|text| text.is_some())
            || edit.license.is_some()
            || edit.kind.is_some()
            || champion.is_some();
        if !named {
            return Err(Error::new(Code::Usage, "no field was named; nothing was changed")
                .hint("what can be changed", Remedy::Help(Topic::EditResource)));
        }
        edit.resource = match self.targets.who() {
            Who::One(resource) => resource,
            Who::Many(many) => return edit_many(ctx, &many, edit),
        };
        edit.why = ctx.why(false)?;
        if let Some(license) = edit.license {
            let ends = ctx.read_before(Action::ResourceEdit, Some(&edit.resource), |tx, operator, _| {
                needs_reason(tx, operator, &edit.resource, license)
            })?;
            edit.why = ctx.why(ends)?;
        }
        if self.champion {
            confirm_champion(ctx, &edit.resource)?;
        }
        let done = ctx.perform(&WithView(edit))?;
        report(ctx, &done.state, if done.changed { "changed" } else { "already up to date; nothing was changed" })
    }
}

fn edit_many(ctx: &mut Context<'_>, many: &Many, edit: EditResource) -> Result<u8> {
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    // An address is never removed: many cannot be left without one.
    let own = [
        ("--email", edit.email.is_some(), "every address belongs to one resource"),
        ("--first-name", given(&edit.first_name), "a name belongs to one person; '' removes it"),
        ("--last-name", given(&edit.last_name), "a name belongs to one person; '' removes it"),
        ("--phone", given(&edit.phone), "a number belongs to one person; '' removes it"),
        ("--champion", edit.champion.is_some(), "a tenant has one champion"),
    ];
    if let Some((flag, _, why)) = own.into_iter().find(|(_, said, _)| *said) {
        let flag = if edit.champion == Some(false) && flag == "--champion" { "--no-champion" } else { flag };
        let message = format!("{flag} is for one RESOURCE: {why}; nothing was changed");
        return Err(Error::new(Code::Usage, message).note("many take --license and --type"));
    }
    // As one alone, many need a reason where somebody's second factor ends.
    let agreed = many.agree(ctx, &MANY, |ctx, meant| match edit.license {
        Some(license) => ctx.read_before(Action::ResourceEdit, None, |tx, operator, _| {
            let mut all = meant.chunks(1).flatten();
            Ok(all.any(|id| needs_reason(tx, operator, &id, license).unwrap_or(false)))
        }),
        None => Ok(false),
    })?;
    let Some(agreed) = agreed else { return Ok(0) };
    let mut edit = EditResource { why: agreed.why.clone(), ..edit };
    agreed.each(ctx, &MANY, |turn| {
        edit.resource = turn.resource();
        Ok(turn.perform(&edit)?.changed)
    })
}
