//! `emergency issue` (R-REC-1, R-REC-2).

use super::emergency_code::{LiveEmergencyCode, code_hash, in_the_way};
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

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssueEmergency {
    pub resource: String,
    /// How the person's identity was checked.
    #[serde(flatten)]
    pub record: Record,
    /// Show the code to the operator.
    pub show: bool,
    pub why: Why,
}

#[derive(Debug)]
pub struct Issued {
    pub resource: Resource,
    pub code_id: String,
    pub code: EmergencyCode,
    pub expires_at: Time,
    /// The issuer, or the approver, is shown it.
    pub shown: bool,
    /// What will prevent a login with it, in words.
    pub in_the_way: Vec<String>,
    /// The live code that it replaced.
    pub replaced: Option<LiveEmergencyCode>,
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

/// Whether this operator may issue a code for that resource, and see it; also checked before any prompt.
pub fn may_issue(tx: &ReadTx<'_>, operator: &Operator, typed: &str, show: bool, now: Time) -> Result<Resource> {
    Ok(access(tx, operator, typed, show, now)?.resource)
}

fn access<'o>(tx: &ReadTx<'_>, operator: &'o Operator, typed: &str, show: bool, now: Time) -> Result<Access<'o>> {
    let need = Need::permission(Permission::EmergencyIssue).of_another("issue themselves an emergency code");
    let access = authorize(tx, operator, need.takes(CredentialKind::SecondFactor), typed)?;
    let resource = &access.resource;
    // For an operator of a higher level, a code goes only to the verified e-mail address (R-PERM-3).
    if show {
        require_not_above(tx, operator, resource)?;
    }
    may_have_code(resource).map_err(|error| match error.code() {
        Code::EmailUnverified => last_resort::named(tx, resource, error),
        _ => error,
    })?;
    // If it waits for a second person, neither of the two does it alone.
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
            let message = "no delivery of mail is set up, so the code would reach no one; nothing was issued";
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
        let replaced = LiveEmergencyCode::of(tx, resource, now)?;
        tx.apply([Change::EmergencyIssued { resource: &resource.id, id: &code_id, salt, hash, expires_at }], event)?;
        let in_the_way = in_the_way(tx, resource, now)?;
        Ok(Issued { resource: access.resource, code_id, code, expires_at, shown: self.show, in_the_way, replaced })
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
        let to = if self.show { "shown to the approver" } else { "sent to the verified e-mail address" };
        let Record { identity, channel, reference } = &self.record;
        Ok(vec![
            format!("issues a code for one login, {to}, valid for {life} from the approval"),
            format!("on record: {} through {}, {reference}", identity.word(), channel.word()),
        ])
    }
}
