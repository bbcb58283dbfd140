//! `emergency issue` (R-REC-1, R-REC-2).

use super::emergency_code::{code_hash, in_the_way};
use crate::{
    domain::{
        emergency::EmergencyCode,
        event::{Action, Event, Why},
        identity_record::Record,
        license::SecondFactor,
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{Access, CredentialKind, Need, authorize, last_resort, require_not_above},
        operators::two_persons::{self, TwoPerson},
    },
    store::{Change, ReadTx, WriteTx},
};
use serde::{Deserialize, Serialize};

/// Issues an emergency code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssueEmergency {
    /// For whom.
    pub resource: String,
    /// How it was checked who that is.
    #[serde(flatten)]
    pub record: Record,
    /// The operator is shown the code.
    pub show: bool,
    /// Why.
    pub why: Why,
}

/// An issued code.
#[derive(Debug)]
pub struct Issued {
    /// For whom.
    pub resource: Resource,
    /// Its id.
    pub code_id: String,
    /// The code.
    pub code: EmergencyCode,
    /// When it ends.
    pub expires_at: Time,
    /// Whoever issued it, or approved that, is shown it.
    pub shown: bool,
    /// What will stand in its way at the login, in words.
    pub in_the_way: Vec<String>,
}

/// Whether this resource can use a code at all.
fn may_have_code(resource: &Resource) -> Result<()> {
    let username = resource.username.as_str();
    if !resource.active {
        let message = format!("{username} is deactivated and cannot log in with any code; nothing was issued");
        return Err(Error::new(Code::Refused, message).hint("first", Remedy::ActivateResource(username.to_owned())));
    }
    if resource.license.second_factor() == SecondFactor::NotAvailable {
        let message = format!(
            "{username} has the {} license and never needs a code; nothing was issued",
            resource.license.word()
        );
        return Err(Error::new(Code::LicenseForbids, message).hint("see", Remedy::Why(username.to_owned())));
    }
    if resource.email_verified_at.is_none() {
        let message = format!(
            "the e-mail address of {username} is not verified, and without that there is no emergency code; nothing was issued"
        );
        return Err(Error::new(Code::EmailUnverified, message)
            .hint("if you know that it is the person's", Remedy::VerifyEmail(username.to_owned()))
            .hint("a day without 2FA instead", Remedy::PauseDay(username.to_owned())));
    }
    Ok(())
}

/// Whether this operator may issue a code for that resource, and be shown it: asked also before a clerk is asked for anything.
pub fn may_issue(tx: &ReadTx<'_>, operator: &Operator, typed: &str, show: bool, now: Time) -> Result<Resource> {
    Ok(access(tx, operator, typed, show, now)?.resource)
}

fn access<'o>(tx: &ReadTx<'_>, operator: &'o Operator, typed: &str, show: bool, now: Time) -> Result<Access<'o>> {
    let need = Need::permission(Permission::EmergencyIssue).of_another("issues itself an emergency code");
    let access = authorize(tx, operator, need.takes(CredentialKind::SecondFactor), typed)?;
    let resource = &access.resource;
    // For an operator of a higher level a code goes to the verified e-mail only (R-PERM-3).
    if show {
        require_not_above(tx, operator, resource)?;
    }
    may_have_code(resource).map_err(|error| match error.code() {
        Code::EmailUnverified => last_resort::named(tx, resource, error),
        _ => error,
    })?;
    // What waits for a second person is done by neither of the two alone.
    if show && !two_persons::asks_first(tx, resource)? {
        access.separate_duties(tx, now)?;
    }
    Ok(access)
}

impl Operation for IssueEmergency {
    type Outcome = Issued;

    fn action(&self) -> Action {
        Action::EmergencyIssue
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Issued> {
        let access = access(tx, operator, &self.resource, self.show, tx.now())?;
        let resource = &access.resource;
        let record = self.record.cleaned();
        let record = record.map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was issued")))?;
        if !self.show {
            let message = "no delivery of mail is set up, so the code would reach nobody; nothing was issued";
            let shown = Remedy::IssueEmergency { name: resource.username.clone(), record: Some(record) };
            return Err(Error::new(Code::NoDelivery, message).hint("read it to the person yourself", shown));
        }
        let kept = IssueEmergency { resource: resource.id.clone(), ..self.clone() };
        two_persons::ask_first(tx, operator, Some(resource), &kept)?;
        access.separate_duties(tx, tx.now())?;
        let (policy, now) = (tx.policy()?, tx.now());
        let (code, code_id, salt) = (EmergencyCode::generate(tx.random()?), tx.new_id()?, tx.random::<16>()?);
        let hash = code_hash(tx.vault()?, &salt, &resource.id, &code);
        let expires_at = now.plus(policy.emergency_life);
        let event = Event::ok(Action::EmergencyIssue)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("code_id", code_id.clone());
        let event =
            record.told(event).detail("expires_at", expires_at.to_string()).detail("shown_to_operator", self.show);
        tx.apply([Change::EmergencyIssued { resource: &resource.id, id: &code_id, salt, hash, expires_at }], event)?;
        let in_the_way = in_the_way(tx, resource, now)?;
        Ok(Issued { resource: access.resource, code_id, code, expires_at, shown: self.show, in_the_way })
    }
}

impl TwoPerson for IssueEmergency {
    const ACT: Action = Action::EmergencyIssue;
    const PERMISSION: Permission = Permission::EmergencyIssue;

    fn why(&self) -> &Why {
        &self.why
    }

    fn effects(&self, tx: &ReadTx<'_>, _: &str) -> Result<Vec<String>> {
        let life = tx.policy()?.emergency_life.in_words();
        let to = if self.show { "shown to whoever approves" } else { "sent to the verified e-mail address" };
        let Record { identity, channel, reference } = &self.record;
        Ok(vec![
            format!("issues a code for one login, {to}, valid for {life} from the approval"),
            format!("on record: {} through {}, {reference}", identity.word(), channel.word()),
        ])
    }
}
