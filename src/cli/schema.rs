use crate::{
    cli::answer::{Answer, Answers, Shape},
    context::Context,
    domain::remedy::Remedy,
    error::{Code, Error, Recorded, Result},
    render::{Column, Complaint, Format, Page, escape},
};
use schemars::{SchemaGenerator, generate::SchemaSettings, json_schema};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Print the JSON Schema of what a command answers, or list the commands that have one
///
/// A schema is of draft 2020-12, and is JSON in every format. It describes the answer with -o json; if that is a list, a line of -o jsonl
/// is one of its items. `schema error` describes the error of a command on standard error, and `schema recorded` an answer with exit code
/// 10, when a second person must approve. Later versions may add fields and words to an answer, but never take any away. Without a command,
/// -o json gives all schemas in one document, under $defs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl schema\n  \
    tenantctl schema resource show\n  \
    tenantctl schema error | jq '.properties.error.properties.code.enum'\n  \
    tenantctl schema resource list | jq .properties.items.items      (a line of -o jsonl)")]
pub struct Args {
    /// A command (resource show), error, or recorded
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,
}

/// A line of the list of schemas.
#[derive(Debug, Serialize)]
struct Listed {
    command: String,
    answer: &'static str,
}

const COLUMNS: &[Column] = &[
    Column { key: "command", title: "COMMAND", weight: 0, below: None },
    Column { key: "answer", title: "ANSWER", weight: 0, below: None },
];

/// The dialect of every schema, and the schema of every schema.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

impl Answers for Args {
    const ANSWER: Answer = Answer::One(|_| json_schema!({"$ref": DIALECT}));
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        if self.words.is_empty() {
            return all(ctx);
        }
        let (name, answer) = named(&self.words)?;
        let Some(schema) = schema(&name, answer) else {
            let why = if let Answer::Never(why) = answer { why } else { "it answers with text" };
            let message = format!("{name} gives no JSON and has no schema: {why}");
            return Err(Error::new(Code::Usage, message).hint("those that have one", Remedy::ListSchemas));
        };
        print(ctx, document(schema))?;
        Ok(0)
    }
}

/// What has a schema and is no command: what any of them may say.
const OF_ANY: [&str; 2] = ["error", "recorded"];

/// Everything that has a schema: every command, the error of any, and what any answers that was recorded as a request.
fn answers() -> Vec<(String, Answer)> {
    let error = (
        OF_ANY[0].to_owned(),
        Answer::One(|generator| Complaint::schema(generator, Code::ALL.iter().map(|code| code.word()))),
    );
    super::command::Command::answers()
        .into_iter()
        .chain([error, (OF_ANY[1].to_owned(), Answer::one::<Recorded>())])
        .collect()
}

/// The names of all that has a schema.
pub fn names() -> Vec<String> {
    answers().into_iter().map(|(name, _)| name).collect()
}

/// The command for these words, by its own name if they are an alias.
fn named(words: &[String]) -> Result<(String, Answer)> {
    let unknown =
        |message: String| Error::new(Code::Usage, message).hint("those that have a schema", Remedy::ListSchemas);
    let mut name = words.join(" ");
    if !OF_ANY.contains(&name.as_str()) {
        let (mut command, mut path) = (super::command(), Vec::new());
        for word in words {
            let found = command.find_subcommand(word).cloned();
            let shown = escape::terminal(&name);
            command = found.ok_or_else(|| unknown(format!("there is no command {shown:?}")))?;
            path.push(command.get_name().to_owned());
        }
        name = path.join(" ");
        let verbs: Vec<_> =
            command.get_subcommands().filter(|verb| !verb.is_hide_set()).map(|verb| verb.get_name()).collect();
        if !verbs.is_empty() {
            return Err(unknown(format!("{name} is several commands: {}", verbs.join(", "))));
        }
    }
    let found = answers().into_iter().find(|(known, _)| *known == name);
    found.ok_or_else(|| unknown(format!("there is no command {name:?}")))
}

/// The schema of an answer, with the command as its title; none where the answer is no JSON.
fn schema(name: &str, answer: Answer) -> Option<Value> {
    // A generator for each: nothing is shared between documents. What is written is described, not what would be read.
    let make = |shape: Shape| {
        let settings =
            SchemaSettings::draft2020_12().for_serialize().with(|settings| settings.inline_subschemas = true);
        Value::from(shape(&mut SchemaGenerator::new(settings)))
    };
    let titled = |schema: Value| {
        let mut fields = Map::from_iter([("title".to_owned(), format!("tenantctl {name}").into())]);
        fields.extend(schema.as_object().cloned().unwrap_or_default());
        Value::Object(fields)
    };
    match answer {
        Answer::Never(_) => None,
        Answer::One(shape) => Some(titled(make(shape))),
        Answer::List(shape) => Some(titled(json!({
            "description": "A list, as -o json gives it. A line of -o jsonl is one of its items.",
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": make(shape)},
                "next": {"description": "The cursor for --after, if the list goes on.", "type": ["string", "null"]},
            },
            "required": ["items", "next"],
        }))),
        Answer::Asked(several) => {
            let each = several.iter().filter_map(|(words, answer)| schema(format!("{name} {words}").trim(), *answer));
            let mut each: Vec<Value> = each.collect();
            if each.len() == 1 { each.pop() } else { Some(titled(json!({"anyOf": each}))) }
        }
    }
}

/// The schema as a separate document.
fn document(schema: Value) -> Value {
    let mut fields = Map::from_iter([("$schema".to_owned(), DIALECT.into())]);
    fields.extend(schema.as_object().cloned().unwrap_or_default());
    Value::Object(fields)
}

/// Writes a schema: over several lines, or on one where the format has a document a line.
fn print(ctx: &mut Context<'_>, schema: Value) -> Result<()> {
    if matches!(ctx.out.format(), Format::Json | Format::Jsonl) {
        ctx.out.one(&schema, Page::new())?;
    } else {
        ctx.out.page(&Page::new().verbatim(format!("{schema:#}")))?;
    }
    Ok(())
}

/// The list for people; all schemas in one document as `json`, one a line as `jsonl`.
fn all(ctx: &mut Context<'_>) -> Result<u8> {
    let known = answers();
    let schemas = known.iter().filter_map(|(name, answer)| Some((name, *answer, schema(name, *answer)?)));
    match ctx.out.format() {
        Format::Json => {
            let defs: Map<String, Value> = schemas.map(|(name, _, schema)| (name.clone(), schema)).collect();
            print(ctx, document(json!({"title": "tenantctl", "$defs": defs})))?;
        }
        Format::Jsonl => {
            for (_, _, schema) in schemas {
                print(ctx, document(schema))?;
            }
        }
        Format::Table | Format::Plain | Format::Csv => {
            let mut rows = ctx.out.rows(COLUMNS);
            for (name, answer, _) in schemas {
                let answer = form(answer);
                rows.push(&Listed { command: name.clone(), answer }, vec![name.clone(), answer.to_owned()])?;
            }
            rows.finish(None)?;
        }
    }
    Ok(0)
}

/// In a word, what a command answers first of all.
fn form(answer: Answer) -> &'static str {
    match answer {
        Answer::One(_) => "object",
        Answer::List(_) => "list",
        Answer::Asked(several) => several.first().map_or("", |(_, answer)| form(*answer)),
        Answer::Never(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::export_field::Exported;

    fn leaves(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        for below in command.get_subcommands() {
            let path = format!("{path} {}", below.get_name());
            if below.has_subcommands() { leaves(below, &path, found) } else { found.push(path.trim().to_owned()) }
        }
    }

    #[test]
    fn every_command_has_a_schema_or_a_reason_to_have_none() {
        let mut commands = Vec::new();
        leaves(&super::super::command(), "", &mut commands);
        let known = answers();
        for command in &commands {
            let (_, answer) = known.iter().find(|(name, _)| name == command).unwrap_or_else(|| panic!("{command}"));
            match answer {
                Answer::Never(why) => assert!(why.len() > 5, "{command}"),
                answer => assert!(schema(command, *answer).is_some(), "{command}"),
            }
        }
        assert_eq!(known.len(), commands.len() + OF_ANY.len(), "and what any may say; nothing that is no command");
    }

    #[test]
    fn every_field_is_required_but_what_is_shown_on_request() {
        fn walk(at: &str, schema: &Value, optional: &mut Vec<String>) {
            if let Some(fields) = schema["properties"].as_object() {
                let required = schema["required"].as_array().cloned().unwrap_or_default();
                let missing = fields.keys().filter(|key| !required.contains(&json!(key)));
                optional.extend(missing.map(|key| format!("{at} {key}")));
                fields.values().for_each(|field| walk(at, field, optional));
            }
            walk_all(at, &schema["anyOf"], optional);
            if schema["items"].is_object() {
                walk(at, &schema["items"], optional);
            }
        }
        fn walk_all(at: &str, several: &Value, optional: &mut Vec<String>) {
            several.as_array().into_iter().flatten().for_each(|each| walk(at, each, optional));
        }
        let mut optional = Vec::new();
        for (name, answer) in answers() {
            schema(&name, answer).iter().for_each(|schema| walk(&name, schema, &mut optional));
        }
        let secret = |name: &str| [format!("{name} otpauth_uri"), format!("{name} key")];
        let mut expected = vec!["account recover token".to_owned(), "emergency issue code".to_owned()];
        expected.extend(
            ["init", "enroll", "totp enroll", "totp confirm", "totp qr", "totp remove", "authenticate"]
                .iter()
                .flat_map(|name| secret(name)),
        );
        expected.push("error causes".to_owned());
        // An export has the fields that were asked for.
        expected.extend(Exported::ALL.iter().map(|field| format!("resource export {field}")));
        optional.sort();
        expected.sort();
        assert_eq!(optional, expected);
    }
}
