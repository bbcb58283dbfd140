use super::backup::View;
use crate::{
    cli::{
        answer::{Answer, Answers},
        globals::path,
    },
    context::Context,
    domain::grants::Granted,
    error::{Code, Error, Result},
    flows::restore,
    render::{Ending, Page},
};
use std::path::PathBuf;

/// Restore a tenant from a backup, to a path without a database
///
/// It restores to --db, or to the default path of the tenant. The key must be in its place. Only the owner of the files may do it.
///
/// What happened since the backup is gone, and what was used since is unknown. So it ends every session, pause, switched-off 2FA, emergency
/// code, set-up token, token of a script, waiting request, pending enrollment and set of recovery codes. A code that a device shows now
/// counts as used: the next one works.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl restore ~/backup/acme.db --reason 'the disk failed'\n  \
    tenantctl restore ~/backup/acme.db --db /srv/acme.db --key-file /srv/acme.key --reason 'new machine'")]
pub struct Args {
    /// Backup to restore
    #[arg(value_name = "FILE", value_parser = path())]
    file: PathBuf,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        // Without a terminal nothing can be asked, and nothing is copied in vain.
        if !ctx.dialogue.interactive() {
            ctx.why(true)?;
            ctx.confirm("restore the backup")?;
        }
        let begun = {
            let ending = Ending::watch()?;
            restore::begin(ctx.acting_elsewhere()?, &self.file, ending.stop())?
        };
        let Some(begun) = begun else { return Err(Error::new(Code::Interrupted, "interrupted; nothing was restored")) };
        let (extent, db, keys) = (begun.extent, begun.db.clone(), begun.keys.clone());
        let age = ctx.now().since(extent.made_at).in_words();
        let asked = ctx.why(true).and_then(|why| {
            ctx.say(&format!("The backup is {age} old: it holds the tenant as it was at {}.", extent.made_at.local()));
            ctx.confirm(&format!("restore it to {}", db.display())).map(|()| why)
        });
        let why = match asked {
            Ok(why) => why,
            Err(error) => {
                ctx.engine.release();
                return Err(error);
            }
        };
        let ended = begun.finish(&mut ctx.engine, why)?;
        ctx.engine.places.settle(&db, &keys.path);
        let view = View::new(&self.file, extent, ctx.now()).ending(ended);
        let page = page(&db.display().to_string(), &age, ended);
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}

fn page(db: &str, age: &str, ended: Granted) -> Page {
    let Granted { sessions, pauses, disablements, emergency_codes, setup_tokens, .. } = ended;
    let Granted { script_tokens, requests, enrollments, recovery_sets, .. } = ended;
    let fields = [
        ("sessions", sessions),
        ("pauses", pauses),
        ("switched-off 2FA", disablements),
        ("emergency codes", emergency_codes),
        ("set-up tokens", setup_tokens),
        ("tokens of scripts", script_tokens),
        ("waiting requests", requests),
        ("pending enrollments", enrollments),
        ("sets of recovery codes", recovery_sets),
    ];
    let fields = fields.map(|(label, count)| (label, count.to_string()));
    let page = Page::new()
        .line(format!("The tenant is restored to {db}, as it was {age} ago. What happened since is gone."))
        .line("Ended, because it is unknown what was used since:")
        .fields(&fields)
        .line("A code that a device shows now counts as used; the next one works.");
    match recovery_sets {
        0 => page,
        1 => page.line("1 person needs new recovery codes."),
        count => page.line(format!("{count} people need new recovery codes.")),
    }
}
