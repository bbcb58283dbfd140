//! A plan: what an import would do, kept for people to read and to be carried out as it is.
//!
//! One JSON line each: first the head; then a row for every resource that is created or changed, with the values and the state that it was
//! made from; last how many there are and a hash over them, which shows a plan that was cut off or edited.

use super::{
    duplicates::Again,
    rows::{Parsed, Rows, read},
};
use crate::{
    domain::{
        field::Field,
        import_row::{Cells, ImportRow},
        remedy::Argument,
    },
    error::{Code, Error, Result},
    files::NewFile,
    ops::people::import::{Expected, Step, fingerprint},
};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// The version of this format.
pub const FORMAT: u32 = 1;
const MOST_LINE_BYTES: u64 = 2 << 20;

/// What a plan says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The version of this format.
    pub tenantctl_plan: u32,
    /// The id of the tenant that it is for.
    pub tenant: String,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// Who made it.
    pub made_by: String,
    /// Whether resources that are there are changed.
    pub update: bool,
    /// Whether set-up tokens are issued.
    pub setup: bool,
    /// The id of the champion that the tenant had.
    #[serde(default)]
    pub champion: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    line: u64,
    change: String,
    values: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    before: BTreeMap<String, Option<String>>,
    state: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tail {
    rows: u64,
    sha256: String,
}

/// A plan that is being made. It has its name once it is whole.
pub struct Writer {
    file: BufWriter<NewFile>,
    path: PathBuf,
    digest: Sha256,
    rows: u64,
}

impl Writer {
    /// Begins one, private to its owner.
    ///
    /// # Errors
    /// `exists`: it is never written over something.
    pub fn begin(path: &Path, head: &Head) -> Result<Self> {
        if path.symlink_metadata().is_ok() {
            let message = format!("{} is there already; no plan was made", path.display());
            return Err(Error::new(Code::Exists, message).lacking("name another", [Argument::PlanFile]));
        }
        let file = NewFile::begin(path).map_err(|error| unwritten(path, &error))?;
        let mut writer = Self { file: BufWriter::new(file), path: path.to_owned(), digest: Sha256::new(), rows: 0 };
        writer.put(head)?;
        Ok(writer)
    }

    /// Adds a row, where it would do something.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&mut self, line: u64, entry: &ImportRow, step: &Step) -> Result<()> {
        let (change, state, before) = match step {
            Step::Unchanged => return Ok(()),
            Step::Create => ("create", None, BTreeMap::new()),
            Step::Update(resource, differences) => {
                let before = differences.iter().map(|each| (each.field.word().to_owned(), each.before.clone()));
                ("update", Some(fingerprint(resource)), before.collect())
            }
        };
        let values = Field::ALL.into_iter().zip(entry.cells());
        let values = values.filter_map(|(field, text)| Some((field.word().to_owned(), text?))).collect();
        self.rows += 1;
        self.put(&Line { line, change: change.to_owned(), values, before, state })
    }

    fn put(&mut self, value: &impl Serialize) -> Result<()> {
        let failed = |error: io::Error| unwritten(&self.path, &error);
        let mut line = serde_json::to_vec(value).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        self.digest.update(&line);
        self.file.write_all(&line).map_err(|error| unwritten(&self.path, &error))
    }

    /// Ends it without the rows of those lines, and gives it its name.
    ///
    /// # Errors
    /// Where it cannot be written, or something of that name came meanwhile.
    pub fn end(mut self, without: &BTreeMap<u64, Again>) -> Result<()> {
        if !without.is_empty() {
            self = self.copied(without)?;
        }
        let sha256 = HEXLOWER.encode(&self.digest.clone().finalize());
        let rows = self.rows;
        self.put(&Tail { rows, sha256 })?;
        let path = self.path;
        let file = self.file.into_inner().map_err(|error| unwritten(&path, error.error()))?;
        file.put_in_place().map(drop).map_err(|error| unwritten(&path, &error.into()))
    }
}

impl Writer {
    fn copied(self, without: &BTreeMap<u64, Again>) -> Result<Self> {
        let path = self.path;
        let failed = |error: &io::Error| unwritten(&path, error);
        let earlier = self.file.into_inner().map_err(|error| failed(error.error()))?;
        let lines = BufReader::new(File::open(earlier.temporary()).map_err(|error| failed(&error))?).lines();
        let file = BufWriter::new(NewFile::begin(&path).map_err(|error| failed(&error))?);
        let mut copy = Self { file, path: path.clone(), digest: Sha256::new(), rows: 0 };
        for (number, line) in lines.enumerate() {
            let line = line.map_err(|error| failed(&error))?;
            if number == 0 {
                copy.put(&serde_json::from_str::<Head>(&line).map_err(|error| failed(&error.into()))?)?;
                continue;
            }
            let row: Line = serde_json::from_str(&line).map_err(|error| failed(&error.into()))?;
            if !without.contains_key(&row.line) {
                copy.rows += 1;
                copy.put(&row)?;
            }
        }
        Ok(copy)
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let code = if error.kind() == io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Failure };
    Error::new(code, format!("{} cannot be written ({error}); no plan was made", path.display()))
}

/// The rows of a plan.
pub struct PlanRows {
    input: BufReader<Box<dyn Read + Send>>,
    head: Head,
    digest: Sha256,
    rows: u64,
}

impl PlanRows {
    /// Reads what a plan says of itself.
    ///
    /// # Errors
    /// `invalid_input` where it is no plan of this format.
    pub fn begin(input: Box<dyn Read + Send>) -> Result<Self> {
        let (mut input, mut digest) = (BufReader::new(input), Sha256::new());
        let line = next_line(&mut input)?.ok_or_else(|| no_plan("it is empty"))?;
        digest.update(&line);
        let head: Head = serde_json::from_slice(&line)
            .map_err(|error| no_plan("its first line is not that of a plan").caused_by(&error))?;
        match head.tenantctl_plan {
            FORMAT => Ok(Self { input, head, digest, rows: 0 }),
            other => Err(no_plan(&format!("its format is {other}, and this program knows {FORMAT}"))),
        }
    }

    /// What it says of itself.
    pub fn head(&self) -> &Head {
        &self.head
    }
}

impl Rows for PlanRows {
    fn next(&mut self) -> Result<Option<Parsed>> {
        let cut_off = || no_plan("its end is missing");
        let bytes = next_line(&mut self.input)?.ok_or_else(cut_off)?;
        if let Ok(tail) = serde_json::from_slice::<Tail>(&bytes) {
            let sha256 = HEXLOWER.encode(&self.digest.clone().finalize());
            let whole = tail.rows == self.rows && tail.sha256 == sha256 && next_line(&mut self.input)?.is_none();
            return if whole { Ok(None) } else { Err(no_plan("it was changed after it was written")) };
        }
        self.digest.update(&bytes);
        self.rows += 1;
        let wrong = || no_plan(&format!("its line {} cannot be decoded", self.rows + 1));
        let line: Line = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
        let mut cells = Cells::default();
        for (word, text) in line.values {
            cells[word.parse::<Field>().map_err(|_| wrong())?.place()] = Some(text);
        }
        let entry = read(&cells, false, |field| field.word().to_owned());
        let expected = Some(Expected { state: line.state, champion: self.head.champion.clone() });
        let raw = String::from_utf8(bytes).map_err(|_| wrong())?.trim_end().to_owned();
        Ok(Some(Parsed { line: line.line, raw, entry, expected }))
    }
}

fn next_line(input: &mut impl BufRead) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.take(MOST_LINE_BYTES).read_until(b'\n', &mut line);
    let read = read.map_err(|error| {
        Error::new(Code::Failure, format!("the plan cannot be read ({error}); nothing was changed"))
    })?;
    match read {
        0 => Ok(None),
        _ if line.ends_with(b"\n") => Ok(Some(line)),
        _ => Err(no_plan("its end is missing")),
    }
}

fn no_plan(why: &str) -> Error {
    Error::new(Code::InvalidInput, format!("this plan cannot be applied: {why}; nothing was changed"))
        .lacking("make a new one with", [Argument::Trial, Argument::PlanFile])
}
