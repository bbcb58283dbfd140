//! What an import is of: a file of rows, or a plan.

use super::{
    Args,
    plan::PlanRows,
    rows::{FileRows, unreadable},
    run::Import,
    source::Source,
};
use crate::{
    context::Context,
    domain::{event::Action, field::Field},
    error::{Code, Error, Result},
    intake::{Form, Reader, Rejects as RejectedRows},
    ops::{
        passwords::set_password::Standard,
        people::import::{Rules, may_import},
    },
};
use std::{io::Read, path::Path};

type Input = Box<dyn Read + Send>;

/// Imports a file of rows.
pub fn file(ctx: &mut Context<'_>, args: &Args) -> Result<u8> {
    let rules = Rules { update: args.update, setup: args.setup_out.is_some(), why: ctx.why(false)? };
    let standard = allowed(ctx, &rules)?;
    let path = args.file.clone().unwrap_or_else(|| "-".into());
    let mut source = Source::open(&path, ctx.store()?.path())?;
    let form = args.format.or_else(|| source.name().and_then(Form::of_name));
    let begin = |source: &mut Source| -> Result<FileRows<Input>> {
        Reader::begin(source.read()?, form, &args.maps).map(FileRows::new).map_err(unreadable)
    };
    let rows = begin(&mut source)?;
    let rejected = Some(told(ctx, rows.reader(), args)?);
    let columns = Field::ALL.map(|field| rows.reader().column_of(field).to_owned());
    let header = rows.reader().header().unwrap_or_default().to_owned();
    let (keys, size, (rules, standard)) = (Some(rows.keys()), source.size(), (&rules, &standard));
    let import = Import { args, rules, standard, columns, header, keys, rejected, size };
    import.run(ctx, rows, |_| begin(&mut source))
}

/// Carries out a plan.
pub fn plan(ctx: &mut Context<'_>, args: &Args, path: &Path) -> Result<u8> {
    let mut source = Source::open(path, ctx.store()?.path())?;
    let rows = PlanRows::begin(source.read()?)?;
    let head = rows.head().clone();
    let tenant = ctx.store()?.read()?.tenant()?.id.clone();
    if head.tenant != tenant {
        let message = format!("{} was made for another tenant; nothing was changed", path.display());
        return Err(Error::new(Code::Refused, message));
    }
    if head.setup && args.setup_out.is_none() {
        let message = "the plan issues set-up tokens, and there is no file for them; nothing was changed";
        return Err(Error::new(Code::Usage, message).again("add it", ["--setup-out", "FILE"]));
    }
    if !head.setup && args.setup_out.is_some() {
        let message = "the plan issues no set-up tokens; nothing was changed";
        return Err(Error::new(Code::Usage, message).note("leave --setup-out out, or make the plan with it"));
    }
    let rules = Rules { update: head.update, setup: args.setup_out.is_some(), why: ctx.why(false)? };
    let standard = allowed(ctx, &rules)?;
    let columns = Field::ALL.map(|field| field.word().to_owned());
    let header = format!("{head:?}");
    let (rules, standard, size) = (&rules, &standard, source.size());
    let import = Import { args, rules, standard, columns, header, keys: None, rejected: None, size };
    import.run(ctx, rows, |_| PlanRows::begin(source.read()?))
}

fn allowed(ctx: &mut Context<'_>, rules: &Rules) -> Result<Standard> {
    ctx.read_before(Action::ResourceCreate, None, |tx, operator, _| may_import(tx, operator, rules))
}

/// Says what the file was taken for; passwords in plain text are taken only where that was asked for.
fn told(ctx: &mut Context<'_>, reader: &Reader<Input>, args: &Args) -> Result<RejectedRows> {
    if let Some(template) = reader.template().filter(|template| *template != "tenantctl") {
        ctx.say(&format!("Read as a file of {template}."));
    }
    if !reader.ignored().is_empty() {
        ctx.say(&format!("Columns that are not imported: {}", reader.ignored().join(", ")));
    }
    if reader.has(Field::Password) {
        let column = reader.column_of(Field::Password);
        if !args.plain_passwords {
            let message = format!("the column {column} holds passwords in plain text; nothing was changed");
            // One word: --map may stand there for another column, which it is not to take the place of.
            let ignore = format!("--map={column}=ignore");
            return Err(Error::new(Code::InvalidInput, message)
                .again("leave them", [&ignore, "--setup-out", "tokens.csv"])
                .again("take them all the same", ["--plain-passwords"]));
        }
        ctx.say(
            "warning: the file holds passwords in plain text: whoever has read it knows them. Remove it afterwards.",
        );
    }
    Ok(reader.rejects())
}
