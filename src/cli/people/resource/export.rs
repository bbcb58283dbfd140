use super::list::{Cursor, condition, position, query};
use crate::{
    cli::{
        answer::{Answer, Answers},
        new_file::NewFile,
        pages::{Item, write},
    },
    context::Context,
    domain::{export_field::Exported, time::Time},
    error::{Code, Error, Result},
    flows::export::Export,
    ops::people::export::Record,
    render::{Column, Ending, Format, Output, Screen},
    store::{Condition, Sort},
};
use serde_json::Value;
use std::{io, path::PathBuf};

/// Export every resource, as CSV that `resource import` takes back, or as JSON
///
/// CSV unless -o says something else; complete in every format, and sorted by username. It never holds passwords, devices or codes.
/// Telephone numbers are complete if you may write resources, and masked if you may only read them. A cell that a spreadsheet would take
/// for a formula gets an apostrophe in front, which an import removes. The history keeps who exported what, before the first line is
/// written. A resource that is created or changed during a long export may or may not be in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource export --out people.csv\n  \
    tenantctl resource export --where license=api --fields username,level\n  \
    tenantctl resource export -o jsonl | jq -r .email\n\n\
    Fields: username, email, email_verified, first_name, last_name, phone, type, license, level, champion, active, the default without \
    --fields; and id, created_at, last_login_at, locked, enrolled. Conditions: those of `resource list`.")]
pub struct Args {
    /// Export these fields, in this order (comma-separated, or repeated)
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    fields: Vec<Exported>,
    /// Export only resources that match EXPR; if repeated, all must match
    #[arg(long = "where", value_name = "EXPR", value_parser = condition)]
    conditions: Vec<Condition>,
    /// Write to this new private file in place of standard output (-)
    #[arg(long, value_name = "FILE", value_parser = crate::cli::globals::path())]
    out: Option<PathBuf>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<Record<'_>>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let fields = if self.fields.is_empty() { Exported::usual() } else { self.fields };
        if let Some((_, twice)) = fields.iter().enumerate().find(|(at, field)| fields[..*at].contains(field)) {
            return Err(Error::new(Code::Usage, format!("--fields names {twice} twice; nothing was written")));
        }
        let format = if ctx.manner.format_said { ctx.out.format() } else { Format::Csv };
        let out = self.out.filter(|path| path.as_os_str() != "-");
        let export = Export { fields: &fields, conditions: &self.conditions };
        export.may(ctx.acting()?.0)?;
        // The file comes before the event: what cannot be kept is not exported.
        let file = out.as_deref().map(NewFile::begin).transpose()?;
        let ending = file.as_ref().map(|_| Ending::watch()).transpose()?;
        let (why, word) = (ctx.why(false)?, format.word());
        let masked = export.begin(&mut ctx.engine, word, why)?;
        if masked {
            ctx.say(
                "Telephone numbers are masked, and an import does not take them: to export them in full you need resource.write.",
            );
        }
        let columns: Vec<Column> = fields.iter().map(column).collect();
        let screen = ctx.out.screen();
        let path = out;
        let mut out = match &file {
            Some(file) => {
                let plain = Screen { terminal: false, color: false, ..screen };
                Output::new(format, plain, Box::new(file.writer()?))
            }
            None => std::mem::replace(&mut ctx.out, Output::new(format, screen, Box::new(io::sink()))).in_form(format),
        };
        let table = format == Format::Table;
        let query = query(Sort::Username, &self.conditions);
        let mut count = 0_u64;
        let written =
            write(ctx, &mut out, (&columns, false), (None, String::new()), None, |ctx, after, limit, page| {
                let after = after.map(|after| position(after, &query)).transpose()?;
                export.page(&mut ctx.engine, ending.as_ref().map(Ending::stop), (after, limit), |record, place| {
                    count += 1;
                    let cells = if table { cells(&record)? } else { Vec::new() };
                    page(Item { shown: cells.into(), view: record, cursor: Cursor { query: query.clone(), place } })
                })
            });
        match file {
            Some(file) => {
                written.map_err(|error| file.failed(error))?;
                drop(out);
                let path = path.unwrap_or_default();
                file.put_in_place()?;
                let are = if count == 1 { "1 resource is".to_owned() } else { format!("{count} resources are") };
                ctx.say(&format!("{are} in {}.", path.display()));
            }
            None => {
                ctx.out = out;
                if !written?.0 {
                    ctx.say("No resource matches.");
                }
            }
        }
        Ok(0)
    }
}

/// A column for each field; the names are short enough to be their own titles.
fn column(field: &Exported) -> Column {
    Column { key: field.word(), title: field.word(), weight: 0, below: None }
}

/// The values as a table shows them.
fn cells(record: &Record<'_>) -> Result<Vec<String>> {
    let values = serde_json::to_value(record).map_err(io::Error::from)?;
    let text = |field: &Exported| match (field, &values[field.word()]) {
        (Exported::CreatedAt, _) => record.resource.created_at.local(),
        (Exported::LastLoginAt, _) => record.resource.last_login_at.map(Time::local).unwrap_or_default(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Null) => String::new(),
        (_, other) => other.to_string(),
    };
    Ok(record.fields.iter().map(text).collect())
}
