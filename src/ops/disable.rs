//! `2fa disable` (R-REC-3): what remains for somebody whose e-mail address is not verified, by the owner alone, with the champion's
//! consent, a second person, and an end.

use super::{
    Done, Operation,
    emergency::{Channel, Identity},
    must_say_why,
    requests::{self, Kept},
    sessions::Ending,
    target,
    view::{self, TfaView},
};
use crate::{
    domain::{
        disablement::{self, Disablement, UntilFault},
        event::{Action, Event, Why},
        factor::Removal,
        identifier,
        level::Level,
        license::{License, SecondFactor},
        permission::{Operator, Permission},
        resource::Resource,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    store::{Change, ReadTx, WriteTx},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Switches 2FA of one resource off until a point in time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Disable {
    /// Whose.
    pub resource: String,
    /// By what the person's identity was checked.
    pub identity: Identity,
    /// Through what.
    pub channel: Channel,
    /// Where the check is on record.
    pub reference: String,
    /// Where the champion's written consent is on record.
    pub consent_reference: String,
    /// The second person as typed: another operator, or another user of the operating system.
    pub approved_by: String,
    /// The user of the operating system that has that name, as the history names it.
    pub approved_on_system: Option<String>,
    /// When the exception ends, at most 30 days from now.
    pub until: Time,
    /// Why.
    pub why: Why,
}

/// What it did.
#[derive(Clone, Debug)]
pub struct Disabled {
    /// How it stands now.
    pub tfa: TfaView,
    /// The labels of the devices that are gone.
    pub removed: Vec<String>,
    /// The address from which the champion consented.
    pub champion: String,
    /// The second person.
    pub approved_by: String,
}

/// Whether 2FA of that resource can be switched off by this operator: asked also before anybody is asked for anything. The champion whose
/// consent it takes comes with it.
///
/// # Errors
/// `permission_denied` for all but the owner; `license_forbids` or `refused` with what helps instead.
pub fn may_disable(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<(Resource, Resource)> {
    let resource = target::resource_for(tx, operator, Permission::OwnerOnly, typed)?;
    target::must_not_be(operator, &resource, "switches its own 2FA off")?;
    let (username, license) = (resource.username.clone(), resource.license);
    let username = username.as_str();
    let why = match license.second_factor() {
        SecondFactor::Required => format!("the {} license requires it", license.word()),
        SecondFactor::Optional => format!("the {} license asks for it only once it is enrolled", license.word()),
        SecondFactor::NotAvailable => format!("the {} license has none", license.word()),
    };
    let refused = |code, more: &str| {
        Error::new(code, format!("2FA cannot be switched off for {username}: {why}{more}; nothing was changed"))
    };
    match license {
        License::Api => return Err(refused(Code::LicenseForbids, "")),
        License::Dashboard => {
            let error = refused(Code::LicenseForbids, "");
            return Err(error.hint("remove its devices", ["2fa", "reset", username, "--reason", "…"]));
        }
        License::Standard | License::CoManaged => {}
    }
    let pause = ["2fa", "pause", username, "--for", "24h", "--reason", "…"];
    if resource.email_verified_at.is_some() {
        let more = ", and its e-mail address is verified, so that there is an emergency code";
        let issue = ["emergency", "issue", username, "--identity", "passport", "--channel", "video"];
        return Err(refused(Code::LicenseForbids, more)
            .hint("it can be paused", pause)
            .hint("a code for one login", issue.into_iter().chain(["--reference", "…", "--show"])));
    }
    let Some(champion) = tx.champion()? else {
        let more = ", and the tenant has named no champion, without whose consent it never is";
        let name = ["resource", "edit", username, "--champion"];
        return Err(refused(Code::LicenseForbids, more)
            .hint("it can be paused", pause)
            .hint("name the tenant's champion first, such as", name));
    };
    Ok((resource, champion))
}

impl Disable {
    /// The second person as the history names it: another operator, or another user of the operating system (R-REC-3).
    fn second_person(&self, tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<String> {
        let refused = |code, what: &str| {
            let message = format!("--approved-by {}: {what}; nothing was changed", self.approved_by);
            Err(Error::new(code, message).note("a second person is another operator, or another operating-system user"))
        };
        let on_system = self.approved_by.starts_with("os:");
        let second = match target::resource(tx, &self.approved_by) {
            Ok(second) if !on_system => second,
            not_found => {
                return match (&self.approved_on_system, not_found) {
                    (Some(user), _) if *user == operator.actor.name => refused(Code::SelfService, "that is you"),
                    (Some(user), _) => Ok(user.clone()),
                    (None, Err(error)) if !on_system => Err(error),
                    (None, _) => refused(Code::NotFound, "there is no such user of the operating system"),
                };
            }
        };
        if second.id == resource.id {
            return refused(Code::SelfService, "nobody approves what concerns itself");
        }
        if operator.is(&second.id) {
            return refused(Code::SelfService, "that is you");
        }
        if second.level == Level::User || !second.active {
            return refused(Code::Refused, "that is no active operator");
        }
        Ok(second.username)
    }
}

impl Operation for Disable {
    type Outcome = Done<Disabled>;

    fn action(&self) -> Action {
        Action::TfaDisable
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Disabled>> {
        let (resource, champion) = may_disable(tx, operator, &self.resource)?;
        must_say_why(&self.why, &tx.policy()?)?;
        let now = tx.now();
        let invalid = |what: String| Error::new(Code::InvalidInput, format!("{what}; nothing was changed"));
        disablement::may_last(self.until, now).map_err(|fault| {
            let (lead, until) = match fault {
                UntilFault::TooLong => ("as long as it can be", now.plus(disablement::LONGEST)),
                UntilFault::Past => ("for a day", now.plus(Span::days(1))),
            };
            invalid(fault.to_string()).again(lead, ["--until".to_owned(), until.to_string()])
        })?;
        let clean =
            |what, text: &str| identifier::clean_text(what, text, 200).map_err(|error| invalid(error.to_string()));
        let reference = clean("reference", &self.reference)?;
        let consent_reference = clean("consent reference", &self.consent_reference)?;
        let second = self.second_person(tx, operator, &resource)?;
        // What was recorded with it then is the history's: the wished state is until when, and by whose approval.
        let there = tx.disablement(&resource.id)?.filter(|there| there.in_force(now));
        if there.is_some_and(|there| there.until == self.until && there.approved_by == second) {
            let tfa = view::tfa(tx, &resource, now)?;
            let (removed, champion) = (Vec::new(), champion.email);
            return Ok(Done { changed: false, state: Disabled { tfa, removed, champion, approved_by: second } });
        }
        let kept = || Kept::Disable(Disable { resource: resource.id.clone(), ..self.clone() });
        requests::ask_first(tx, operator, Some(&resource), &self.why, kept)?;
        let (factors, pause) = (tx.factors(&resource.id)?, tx.pause(&resource.id)?);
        let emergency = tx.emergency_code(&resource.id)?;
        let recovery = tx.recovery_codes(&resource.id)?;
        let sessions = Ending::of(tx, &resource.id, now)?;
        let removed: Vec<String> = factors.iter().map(|factor| factor.label.clone()).collect();
        let disablement = Disablement {
            until: self.until,
            disabled_at: now,
            disabled_by: operator.actor.name.clone(),
            approved_by: second.clone(),
            reason: self.why.reason.clone().or(self.why.ticket.clone()),
        };
        let mut changes: Vec<_> =
            factors.iter().map(|factor| Change::FactorRemoved { factor, how: Removal::Reset }).collect();
        changes.extend(pause.as_ref().map(|_| Change::PauseEnded(&resource.id)));
        changes.extend(emergency.as_ref().map(|_| Change::EmergencyEnded(&resource.id)));
        changes.extend(recovery.first().map(|_| Change::RecoveryCodesEnded(&resource.id)));
        changes.extend(sessions.change(&resource.id));
        changes.push(Change::Disabled { resource: &resource.id, disablement: &disablement });
        let event = Event::ok(Action::TfaDisable)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .detail("identity", self.identity.word())
            .detail("channel", self.channel.word())
            .detail("reference", reference)
            .detail("consent_reference", consent_reference)
            .detail("champion", champion.username.clone())
            .detail("champion_email", champion.email.clone())
            .detail("approved_by", second.clone())
            .detail("until", self.until.to_string())
            .detail("removed", json!(removed))
            .detail("recovery_codes_ended", recovery.iter().filter(|code| code.used_at.is_none()).count());
        tx.apply(changes, sessions.told(event))?;
        let tfa = view::tfa(tx, &resource, now)?;
        Ok(Done { changed: true, state: Disabled { tfa, removed, champion: champion.email, approved_by: second } })
    }
}
