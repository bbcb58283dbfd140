//! `request approve|deny`: the second person's word (R-PERM-2, R-PERM-6).

use super::{
    Kept, author, shown,
    view::{self, RequestView},
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        request::RequestState,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{persons, target},
        factors::{disable::Disabled, reset::ResetView},
        must,
        operators::level::Levelled,
        rescue::emergency::Issued,
        tenant::policy::Setting,
    },
    store::{Change, RequestRow, WriteTx},
};

/// Approves a request: what was asked for is done, with the rights of whoever approves.
#[derive(Clone, Debug)]
pub struct ApproveRequest {
    /// Its id.
    pub id: String,
    /// Why; what was asked for has its own reason.
    pub why: Why,
}

/// Denies a request, or takes one's own back.
#[derive(Clone, Debug)]
pub struct DenyRequest {
    /// Its id.
    pub id: String,
    /// Why.
    pub why: Why,
}

/// What was done.
#[derive(Debug)]
pub enum Performed {
    /// `2fa reset`
    Reset(Done<ResetView>),
    /// `2fa disable`
    Disabled(Done<Disabled>),
    /// `emergency issue`, and whether the code is shown.
    Issued(Box<Issued>, bool),
    /// `level grant` or `level revoke`
    Levelled(Done<Levelled>),
    /// `policy set`
    Policy(Done<Vec<Setting>>),
}

/// An approved request, with what came of it.
#[derive(Debug)]
pub struct Approved {
    /// The request as it stands now.
    pub request: RequestView,
    /// What was done.
    pub done: Performed,
}

/// A request with its act. Whoever may not read hears of no id whether it is one: a request that is there asks for the act's permission.
fn found(tx: &WriteTx<'_>, operator: &Operator, id: &str) -> Result<(RequestRow, Kept)> {
    let row = match view::find(tx, id) {
        Err(error) if error.code() == Code::NotFound => {
            return Err(must(operator, Permission::ResourceRead).err().unwrap_or(error));
        }
        found => found?,
    };
    let kept = Kept::of(&row)?;
    Ok((row, kept))
}

/// Whether this operator is one who decides such an act: who may do it, and of `2fa disable` the second person that it names.
fn may_decide(tx: &WriteTx<'_>, operator: &Operator, kept: &Kept) -> Result<()> {
    let Kept::Disable(act) = kept else { return must(operator, kept.permission()) };
    match act.names(tx, operator)? {
        true => Ok(()),
        false => must(operator, kept.permission()),
    }
}

/// Refuses to decide what is decided or over.
fn must_wait(tx: &WriteTx<'_>, row: &RequestRow) -> Result<()> {
    let over = |what: String| {
        let message = format!("{} cannot be decided any more: {what}; nothing was changed", row.what);
        Err(Error::new(Code::RequestOver, message).hint("see", ["request", "show", &row.id]))
    };
    if row.state != RequestState::Waiting {
        let by = row.decided_by.as_deref().map(|by| shown(tx, by)).transpose()?.unwrap_or_default();
        return over(format!("it is {} already, by {by}", row.state.word()));
    }
    if tx.now() >= row.expires_at {
        return over(format!("its hour was over at {}", row.expires_at.local()));
    }
    Ok(())
}

impl Operation for ApproveRequest {
    type Outcome = Approved;

    fn action(&self) -> Action {
        Action::RequestApprove
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        Some(("request", &self.id))
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Approved> {
        let (row, kept) = found(tx, operator, &self.id)?;
        may_decide(tx, operator, &kept)?;
        must_wait(tx, &row)?;
        if row.asked_by == persons::person(operator) {
            let message =
                format!("{} is your own request, which another person approves; nothing was changed", row.what);
            return Err(Error::new(Code::SelfService, message).hint("take it back", ["request", "deny", &row.id]));
        }
        if author::may_decide_alone(tx, &row, operator)? {
            let message =
                format!("{} is asked for and approved by two persons, and a token is whoever issued it", row.what);
            let error = Error::new(Code::SelfService, format!("{message}; nothing was changed"));
            return Err(error.note("somebody approves it who has nothing to do with the token"));
        }
        let resource = row.resource.as_deref().map(|id| target::existing(tx, id)).transpose()?;
        if let Some(resource) = &resource {
            target::must_not_be(tx, operator, resource, "approves what concerns itself")?;
        }
        let username = resource.as_ref().map(|resource| resource.username.as_str());
        if let Some(why) = author::void(tx, &row, &kept, username, tx.now())? {
            let message = format!("the request is void: {why}; nothing was done");
            return Err(Error::new(Code::Changed, message).note("whoever asked looks at it anew, and asks again"));
        }
        if let Kept::Disable(act) = &kept {
            act.must_name(tx, operator)?;
        }
        let asked_by = shown(tx, &row.asked_by)?;
        tx.with_second_person(asked_by, operator.actor.name.clone());
        let done = match &kept {
            Kept::Reset(act) => Performed::Reset(act.apply(tx, operator)?),
            Kept::Disable(act) => Performed::Disabled(act.apply(tx, operator)?),
            Kept::Emergency(act) => Performed::Issued(Box::new(act.apply(tx, operator)?), act.show),
            Kept::LevelGrant(act) => Performed::Levelled(act.apply(tx, operator)?),
            Kept::LevelRevoke(act) => Performed::Levelled(act.apply(tx, operator)?),
            Kept::Policy(act) => Performed::Policy(act.apply(tx, operator)?),
        };
        let request = decided(tx, operator, &row, RequestState::Approved, Action::RequestApprove, &self.why)?;
        Ok(Approved { request, done })
    }
}

impl Operation for DenyRequest {
    type Outcome = Done<RequestView>;

    fn action(&self) -> Action {
        Action::RequestDeny
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        Some(("request", &self.id))
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<RequestView>> {
        let (row, kept) = found(tx, operator, &self.id)?;
        if row.asked_by != persons::person(operator) {
            may_decide(tx, operator, &kept)?;
            // The second person that is named may say yes, and so no as well.
            let named = matches!(&kept, Kept::Disable(act) if act.names(tx, operator)?);
            if let Some(id) = row.resource.as_ref().filter(|_| !named) {
                target::must_not_stand_above(tx, operator, &target::existing(tx, id)?)?;
            }
        }
        if row.state == RequestState::Denied && row.decided_by.as_deref() == Some(persons::person(operator)) {
            return Ok(Done { changed: false, state: view::view(tx, &row, tx.now())? });
        }
        must_wait(tx, &row)?;
        let state = decided(tx, operator, &row, RequestState::Denied, Action::RequestDeny, &self.why)?;
        Ok(Done { changed: true, state })
    }
}

fn decided(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    row: &RequestRow,
    state: RequestState,
    action: Action,
    why: &Why,
) -> Result<RequestView> {
    let event = Event::ok(action).because(why);
    let event = match row.resource.as_deref().map(|id| target::existing(tx, id)).transpose()? {
        Some(resource) => event.on(&resource.id, &resource.username),
        None => event,
    };
    let event = event.detail("request", row.id.clone()).detail("what", row.what.clone());
    let event = event.detail("requested_by", shown(tx, &row.asked_by)?);
    tx.apply([Change::RequestDecided { id: &row.id, state, by: persons::person(operator) }], event)?;
    view::view(tx, &view::find(tx, &row.id)?, tx.now())
}
