//! What an import is of: a file of rows, or a plan.

use super::{
    Imported, Wish,
    plan::PlanRows,
    rows::{FileRows, unreadable},
    run::Import,
    source::Source,
};
use crate::{
    domain::{
        event::Action,
        field::Field,
        remedy::{Advice, Argument},
    },
    engine::Engine,
    error::{Code, Error, Result},
    flows::{Notice, Stop, Watch},
    intake::{Form, Reader, Rejects as RejectedRows},
    ops::{
        passwords::set_password::Standard,
        people::import::{Rules, may_import},
    },
};
use std::{io::Read, path::Path};

type Input = Box<dyn Read + Send>;

/// Imports a file of rows; `-` is standard input.
///
/// # Errors
/// What is refused or fails before the first row is written; a later error is in its [`End`](super::End).
pub fn import_file(
    engine: &mut Engine,
    watch: &mut dyn Watch,
    stop: &Stop,
    path: &Path,
    wish: &Wish,
) -> Result<Imported> {
    let rules = Rules { update: wish.update, setup: wish.setup_out.is_some(), why: wish.why.clone() };
    let standard = allowed(engine, &rules)?;
    let mut source = Source::open(path, engine.store()?.path())?;
    let form = wish.form.or_else(|| source.name().and_then(Form::of_name));
    // Both readings judge by one time.
    let now = engine.now();
    let begin = |source: &mut Source| -> Result<FileRows<Input>> {
        let reader = Reader::begin(source.read()?, form, &wish.maps, now).map_err(unreadable)?;
        Ok(FileRows::new(reader, wish.domain.clone()))
    };
    let rows = begin(&mut source)?;
    let rejected = Some(report_header(watch, rows.reader(), wish)?);
    let columns = Field::ALL.map(|field| rows.reader().column_of(field).to_owned());
    let header = rows.reader().header().unwrap_or_default().to_owned();
    let (known, size, (rules, standard)) = (Some(rows.known()), source.size(), (&rules, &standard));
    let import = Import { wish, stop, rules, standard, columns, header, known, rejected, size };
    import.run(engine, watch, rows, || begin(&mut source))
}

/// Carries out a plan. The plan alone says what it does to which resource.
///
/// # Errors
/// As [`import_file`]; `refused` for a plan of another tenant.
pub fn import_plan(
    engine: &mut Engine,
    watch: &mut dyn Watch,
    stop: &Stop,
    path: &Path,
    wish: &Wish,
) -> Result<Imported> {
    let mut source = Source::open(path, engine.store()?.path())?;
    let rows = PlanRows::begin(source.read()?)?;
    let head = rows.head().clone();
    let tenant = engine.store()?.read()?.tenant()?.id.clone();
    if head.tenant != tenant {
        let message = format!("{} was made for another tenant; nothing was changed", path.display());
        return Err(Error::new(Code::Refused, message));
    }
    if head.setup && wish.setup_out.is_none() {
        let message = "the plan issues set-up tokens, and there is no file for them; nothing was changed";
        return Err(Error::new(Code::Usage, message).again("add it", [Argument::SetupFile("FILE")]));
    }
    if !head.setup && wish.setup_out.is_some() {
        let message = "the plan issues no set-up tokens; nothing was changed";
        return Err(Error::new(Code::Usage, message).advice(Advice::PlanForTokens));
    }
    let rules = Rules { update: head.update, setup: wish.setup_out.is_some(), why: wish.why.clone() };
    let standard = allowed(engine, &rules)?;
    let columns = Field::ALL.map(|field| field.word().to_owned());
    let header = format!("{head:?}");
    let (rules, standard, size) = (&rules, &standard, source.size());
    let import = Import { wish, stop, rules, standard, columns, header, known: None, rejected: None, size };
    import.run(engine, watch, rows, || PlanRows::begin(source.read()?))
}

fn allowed(engine: &mut Engine, rules: &Rules) -> Result<Standard> {
    engine.read_before(Action::ResourceCreate, None, |tx, operator, _| may_import(tx, operator, rules))
}

/// Reports the product that the file is from; plain-text passwords are only accepted if asked for.
fn report_header(watch: &mut dyn Watch, reader: &Reader<Input>, wish: &Wish) -> Result<RejectedRows> {
    if let Some(template) = reader.template().filter(|template| *template != "tenantctl") {
        watch.notice(Notice::ReadAs(template));
    }
    if !reader.ignored().is_empty() {
        watch.notice(Notice::ColumnsIgnored(reader.ignored().to_vec()));
    }
    if reader.has(Field::Password) {
        let column = reader.column_of(Field::Password);
        if !wish.plain_passwords {
            let message = format!("the column {column} holds passwords in plain text; nothing was changed");
            return Err(Error::new(Code::InvalidInput, message)
                .again("leave them out", [Argument::Column(column.to_owned(), None), Argument::SetupFile("tokens.csv")])
                .again("accept them", [Argument::PlainPasswords])
                .again(
                    "take them as hashes, if they are",
                    [Argument::Column(column.to_owned(), Some(Field::PasswordHash))],
                ));
        }
        watch.notice(Notice::PlainPasswords);
    }
    Ok(reader.rejects())
}
