use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Did, Many, Targets, Verb, Who},
        globals::new_file,
        shut_out,
    },
    context::Context,
    domain::{
        event::Action,
        remedy::{Argument, Remedy},
        time::Time,
    },
    error::{Code, Error, Result},
    flows::handout::Handout,
    ops::passwords::issue_setup::IssueSetup,
    render::{Page, when},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Issue a token with which people choose their own password; it replaces any earlier token
///
/// It works once, until it expires (policy setup.life). The present password works until then. Tell the person the username by another way
/// than the token. For many, the tokens go to a new private file: address, token and end, never the username.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl setup issue ada --show\n  \
    tenantctl setup issue ada --show -o json --reason 'password forgotten, identity checked by video'\n  \
    tenantctl setup issue --from newcomers.txt --out tokens.csv")]
pub struct Args {
    /// Show the token, to hand it over yourself
    #[arg(long, conflicts_with = "send")]
    show: bool,
    /// Send it to the verified e-mail address (mail delivery is not built yet)
    #[arg(long)]
    send: bool,
    /// Write the tokens of many to this new CSV file: email, token, expires_at
    #[arg(long, value_name = "FILE", value_parser = new_file(), conflicts_with_all = ["show", "send"])]
    out: Option<PathBuf>,
    #[command(flatten)]
    targets: Targets,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The token's id, which is no secret.
    token_id: String,
    /// The resource's username.
    username: String,
    /// When it ends.
    expires_at: Time,
    /// The address that it was sent to; null where it was shown.
    delivered_to: Option<String>,
    /// The token, shown only here.
    token: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<View>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let resource = match (self.targets.who(), self.out) {
            (Who::Many(many), Some(out)) => return issue_many(ctx, &many, &out),
            (Who::Many(_), None) => {
                let message = "the tokens of many are written to a new file, and none was named; nothing was issued";
                return Err(Error::new(Code::Usage, message).again("name it", [Argument::TokensFile]));
            }
            (Who::One(_), Some(_)) => {
                let message = "--out is for many (--from, --where), and one token is shown; nothing was issued";
                return Err(Error::new(Code::Usage, message).note("for one RESOURCE there is --show"));
            }
            (Who::One(resource), None) => resource,
        };
        let why = ctx.why(false)?;
        let issued = ctx.perform(&IssueSetup { resource, show: self.show, why })?;
        if issued.replaced {
            ctx.say("The earlier token no longer works.");
        }
        let view = View {
            token_id: issued.token_id,
            username: issued.resource.username,
            expires_at: issued.expires_at,
            delivered_to: None,
            token: issued.token.text().expose().to_owned(),
        };
        let accept = ctx.command(&Remedy::AcceptSetup(view.username.clone()));
        let page = Page::new()
            .line(format!("A set-up token for {}, good once until {}:", view.username, when(view.expires_at, ctx.now())))
            .gap()
            .line(format!("    {}", view.token))
            .gap()
            .line("It is not shown again. Anyone who has it can choose the password: give it to the person only, and tell them the username another way.")
            .line(format!("The person types   {accept}"));
        ctx.out.one(&view, page)?;
        shut_out::warn(ctx, &view.username);
        Ok(0)
    }
}

fn issue_many(ctx: &mut Context<'_>, many: &Many, out: &Path) -> Result<u8> {
    let verb = Verb {
        action: Action::SetupIssue,
        question: "Issue a set-up token to {}, in place of any earlier one?",
        doing: "issuing",
        done: "issued",
        // It would issue everybody another one.
        goes_on: false,
    };
    Handout::may_create(out)?;
    let Some(agreed) = many.agree(ctx, &verb, |_, _| Ok(false))? else { return Ok(0) };
    let why = agreed.why.clone();
    let mut handout = Handout::create(out)?;
    let done = agreed.each(ctx, &verb, |turn| {
        let resource = turn.resource();
        handout.issue(turn, IssueSetup { resource, show: true, why: why.clone() })?;
        Ok(Did { changed: true, remark: turn.shut_out().map(shut_out::remark) })
    });
    if handout.is_empty() {
        handout.discard();
    } else {
        ctx.say(&format!(
            "The tokens are in {}, with the address of each: give each to its person only, and tell them the username another way.",
            out.display()
        ));
    }
    done
}
