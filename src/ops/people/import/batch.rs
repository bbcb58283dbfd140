//! Rows of an import that are written together, all or none.

use super::{
    Expected, Pending, Rejected, Rules, Step, decide, edit, is_edited, makes_administrator, new_resource, rejection,
};
use crate::{
    domain::{
        event::Action,
        import_row::{Difference, ImportRow},
        license::License,
        permission::Operator,
        resource::Resource,
        session::Token,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation, find,
        passwords::{
            issue_setup::IssueSetup,
            set_password::{Hashed, PasswordOf, SetPassword},
        },
        people::{set_active::SetActive, verify_email::AssumeEmail},
    },
    store::{HeadMark, WriteTx},
};
use std::cell::RefCell;

/// A row whose values are allowed, ready to be written.
#[derive(Clone)]
pub struct Ready {
    /// Its line in the file.
    pub line: u64,
    pub entry: ImportRow,
    /// Its first password, hashed before any lock was taken.
    pub password: Option<Hashed>,
    /// The state that it was planned from; `None` to carry it out on any state.
    pub expected: Option<Expected>,
}

/// A row that was carried out.
#[derive(Debug)]
pub struct Done {
    pub did: Did,
    /// Whether there is one more administrator.
    pub administrator: bool,
}

/// What was done for a row.
#[derive(Debug)]
pub enum Did {
    Created(Created),
    Updated,
    /// It matched the row already.
    Unchanged,
}

/// A resource that a row created.
#[derive(Debug)]
pub struct Created {
    pub email: String,
    /// Its set-up token and when that ends, if it got one.
    pub setup: Option<(Token, Time)>,
}

/// The row that ended a batch, and why.
#[derive(Clone, Debug)]
pub struct Stopped {
    /// The row's index in the batch.
    pub at: usize,
    pub why: Rejected,
}

/// Called with what was done, and with the end of the history once this is durable.
pub type BeforeCommit<'a> = &'a mut dyn FnMut(&[Done], HeadMark) -> Result<()>;

pub struct ImportBatch<'a> {
    pub rows: &'a [Ready],
    /// The options for all of them.
    pub rules: &'a Rules,
    /// Called with what was done before it is durable: a token must be in its file before it opens anything. It may refuse.
    pub before_commit: RefCell<BeforeCommit<'a>>,
    /// The row that could not be carried out, if any. Then nothing of the batch was written.
    pub stopped: RefCell<Option<Stopped>>,
}

impl Operation for ImportBatch<'_> {
    type Outcome = Vec<Done>;

    fn action(&self) -> Action {
        Action::ResourceCreate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Vec<Done>> {
        super::may_import(tx, operator, self.rules)?;
        let mut all = Vec::with_capacity(self.rows.len());
        for (at, row) in self.rows.iter().enumerate() {
            match self.row(tx, operator, row)? {
                Ok(done) => all.push(done),
                Err(why) => {
                    let message = format!("line {}: {}; its batch was not written", row.line, why.message);
                    self.stopped.replace(Some(Stopped { at, why }));
                    return Err(Error::new(Code::Changed, message));
                }
            }
        }
        (self.before_commit.borrow_mut())(&all, tx.next_head_mark())?;
        Ok(all)
    }
}

impl ImportBatch<'_> {
    /// Carries one row out, or says why not.
    fn row(
        &self,
        tx: &mut WriteTx<'_>,
        operator: &Operator,
        row: &Ready,
    ) -> Result<std::result::Result<Done, Rejected>> {
        let wanted = (&row.entry, row.expected.as_ref());
        let step = match decide(tx, operator, tx.now(), wanted, self.rules, &Pending::default())? {
            Err(rejected) => return Ok(Err(rejected)),
            Ok(step) => step,
        };
        let administrator = makes_administrator(tx, &row.entry, &step)?;
        let done = match step {
            Step::Unchanged => Ok(Did::Unchanged),
            Step::Create => self.create(tx, operator, row),
            Step::Update(resource, differences) => self.update(tx, operator, row, &resource, &differences),
        };
        // A file does not ask for what a second person must approve.
        match done {
            Err(error) => rejection(error, None).map(Err),
            Ok(did) => Ok(Ok(Done { did, administrator })),
        }
    }

    fn create(&self, tx: &mut WriteTx<'_>, operator: &Operator, row: &Ready) -> Result<Did> {
        let why = &self.rules.why;
        let new = new_resource(&row.entry).map_err(|unfit| Error::new(Code::InvalidInput, unfit.message))?;
        let resource = new.enter(tx, operator, why)?;
        if let Some(hashed) = row.password.clone() {
            SetPassword { resource: resource.id.clone(), hashed, owner: PasswordOf::New, why: why.clone() }
                .apply(tx, operator)?;
        }
        let wants_setup = self.rules.setup && row.password.is_none();
        let setup = if wants_setup && resource.active && resource.license != License::Api {
            let issue = IssueSetup { resource: resource.id.clone(), show: true, why: why.clone() };
            let issued = issue.apply(tx, operator)?;
            Some((issued.token, issued.expires_at))
        } else {
            None
        };
        Ok(Did::Created(Created { email: resource.email, setup }))
    }

    fn update(
        &self,
        tx: &mut WriteTx<'_>,
        operator: &Operator,
        row: &Ready,
        resource: &Resource,
        differences: &[Difference],
    ) -> Result<Did> {
        let (why, id) = (&self.rules.why, &resource.id);
        if is_edited(differences) {
            edit(&row.entry, resource, why).apply(tx, operator)?;
        }
        // A new address is not verified yet, whatever the one before it was.
        if row.entry.email_verified == Some(true) && find::existing(tx, id)?.email_verified_at.is_none() {
            AssumeEmail { resource: id.clone(), why: why.clone() }.apply(tx, operator)?;
        }
        if let Some(active) = row.entry.active.filter(|active| *active != resource.active) {
            SetActive { resource: id.clone(), active, why: why.clone() }.apply(tx, operator)?;
        }
        Ok(Did::Updated)
    }
}
