//! `2fa disable` (R-REC-3), the one exception to R-PAUSE-1: what remains for someone with an unverified e-mail address. Only the owner may
//! do it, with the champion's consent, a second person, and an end.

use super::clearance::{self, Cleared};
use crate::{
    domain::{
        disablement::{self, Disablement, UntilFault},
        event::{Action, Event, Why},
        identity_record::Record,
        level::Level,
        license::{License, SecondFactor},
        permission::{Authority, Operator, Permission},
        remedy::{Advice, Argument, Remedy},
        resource::Resource,
        text::clean_text,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{Need, authorize, require_another, require_reason},
        find,
        operators::two_persons::{self, TwoPerson},
        people::view::{self, TfaView},
    },
    store::{Change, ReadTx, WriteTx},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Switches off 2FA of one resource until a given time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Disable {
    pub resource: String,
    /// How the person's identity was checked.
    #[serde(flatten)]
    pub record: Record,
    /// The reference of the champion's written consent.
    pub consent_reference: String,
    /// The second person as typed: another operator, or another operating-system user.
    pub approved_by: String,
    /// The operating-system user of that name, as the history names them.
    pub approved_on_system: Option<String>,
    /// When the exception ends, at most 30 days from now.
    pub until: Time,
    pub why: Why,
}

#[derive(Clone, Debug)]
pub struct Disabled {
    pub tfa: TfaView,
    /// The labels of the removed devices.
    pub removed: Vec<String>,
    /// The address from which the champion consented.
    pub champion: String,
    pub approved_by: String,
}

/// Whether this operator can switch off 2FA of that resource; also checked before any prompt. Returns the champion as well, who must
/// consent.
///
/// # Errors
/// `permission_denied` for all but the owner; `license_forbids` or `refused` with what helps instead.
pub fn may_disable(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<(Resource, Resource)> {
    let resource = authorize(tx, operator, Need::permission(Permission::OwnerOnly), typed)?.resource;
    let champion = consenting(tx, operator, &resource, now)?;
    Ok((resource, champion))
}

/// The champion who must consent, if 2FA of this resource can be switched off at all.
fn consenting(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource, now: Time) -> Result<Resource> {
    require_another(tx, operator, resource, "switch off their own 2FA")?;
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
            return Err(error.hint("remove its devices", Remedy::ResetFactors(username.to_owned())));
        }
        License::Standard | License::CoManaged => {}
    }
    let pause = Remedy::PauseDay(username.to_owned());
    if resource.email_verified_at.is_some() {
        let more = ", and its e-mail address is verified, so an emergency code can be issued";
        return Err(refused(Code::LicenseForbids, more)
            .hint("it can be paused", pause)
            .hint("a code for one login", Remedy::IssueEmergency { name: username.to_owned(), record: None }));
    }
    let champion = tx.champion()?;
    let more = match &champion {
        Some(champion) if champion.active => return Ok(champion.clone()),
        Some(_) => ", and an exception needs the champion's consent, but the champion is deactivated",
        None => ", and an exception needs the champion's consent, but the tenant has no champion",
    };
    let refusal = refused(Code::LicenseForbids, more).hint("it can be paused", pause);
    // Propose somebody else: the person's own consent says little.
    let other = tx.administrators(now)?.into_iter().map(|(other, _)| other);
    let other = other.filter(|other| other.active && other.id != resource.id).map(|other| other.username).next();
    Err(match other {
        Some(other) => refusal.hint("name the tenant's champion first, such as", Remedy::NameChampion(other)),
        None => refusal
            .hint("name the tenant's champion first, one of these", Remedy::ListResources)
            .advice(Advice::NameSomeChampion),
    })
}

impl Disable {
    /// The second person as the history names them.
    fn second_person(&self, tx: &WriteTx<'_>, operator: &Operator, resource: &Resource) -> Result<String> {
        // If two persons are required, the second one is the approver, not a name on record.
        if tx.has_second_person() {
            return Ok(operator.actor.name.clone());
        }
        second_person(tx, operator, resource, (&self.approved_by, self.approved_on_system.as_deref()), tx.now())
    }
}

/// The second person as the history names them: another operator, or another operating-system user (R-REC-3). `on_system` is the user that
/// the typed name has on this system. Also checked when the name is typed.
///
/// # Errors
/// `self_service`, `refused`, `not_found`: why that one cannot be it.
pub fn second_person(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &Resource,
    (typed, on_system): (&str, Option<&str>),
    now: Time,
) -> Result<String> {
    let refused = |code, what: &str| {
        let message = format!("{} cannot be the second person: {what}; nothing was changed", typed);
        Err(Error::new(code, message).note("a second person is another operator, or another operating-system user"))
    };
    let Some(second) = second_resource(tx, typed, on_system)? else {
        return match on_system {
            Some(user) if user == operator.actor.name => refused(Code::SelfService, "that is you"),
            Some(user) => Ok(user.to_owned()),
            None => refused(Code::NotFound, "there is no such user of the operating system"),
        };
    };
    if second.id == resource.id {
        return refused(Code::SelfService, "no one may approve what concerns themselves");
    }
    if operator.is(&second.id) {
        return refused(Code::SelfService, "that is you");
    }
    if second.level == Level::User || !second.active {
        return refused(Code::Refused, "that is no active operator");
    }
    if second.license == License::Api {
        return refused(Code::Refused, "that is a script, not a person");
    }
    if tx.lockout(&second.id)?.locked_since(now).is_some() {
        return refused(Code::Refused, "that account is locked");
    }
    Ok(second.username)
}

/// The resource that is named as the second person; `None` for an operating-system user.
fn second_resource(tx: &ReadTx<'_>, typed: &str, on_system: Option<&str>) -> Result<Option<Resource>> {
    if typed.starts_with("os:") {
        return Ok(None);
    }
    match (find::resource(tx, typed), on_system) {
        (Ok(second), _) => Ok(Some(second)),
        (Err(_), Some(_)) => Ok(None),
        (Err(error), None) => Err(error),
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
        let now = tx.now();
        let (resource, champion) = match tx.has_second_person() {
            // The owner asked, with the owner's permissions. The approver is another person, and only has to agree.
            true => {
                let resource = find::resource(tx, &self.resource)?;
                let champion = consenting(tx, operator, &resource, now)?;
                (resource, champion)
            }
            false => may_disable(tx, operator, &self.resource, now)?,
        };
        require_reason(&self.why, &tx.policy()?)?;
        let invalid = |what: String| Error::new(Code::InvalidInput, format!("{what}; nothing was changed"));
        disablement::may_last(self.until, now).map_err(|fault| {
            let (lead, until) = match fault {
                UntilFault::TooLong => ("as long as it can be", now.plus(disablement::LONGEST)),
                UntilFault::Past => ("for a day", now.plus(Span::days(1))),
            };
            invalid(fault.to_string()).again(lead, [Argument::Until(Some(until))])
        })?;
        let record = self.record.cleaned().map_err(|fault| invalid(fault.to_string()))?;
        let consent_reference = clean_text("consent reference", &self.consent_reference, 200);
        let consent_reference = consent_reference.map_err(|fault| invalid(fault.to_string()))?;
        let second = self.second_person(tx, operator, &resource)?;
        // The history keeps what else was recorded with it. Only the end and the approver decide whether this changes something.
        let there = tx.disablement(&resource.id)?.filter(|there| there.in_force(now));
        if there.is_some_and(|there| there.until == self.until && there.approved_by == second) {
            let tfa = view::tfa(tx, &resource, now)?;
            let (removed, champion) = (Vec::new(), champion.email);
            return Ok(Done { changed: false, state: Disabled { tfa, removed, champion, approved_by: second } });
        }
        let kept = Disable { resource: resource.id.clone(), ..self.clone() };
        two_persons::ask_first(tx, operator, Some(&resource), &kept)?;
        let cleared = Cleared::of(tx, &resource.id, now)?;
        let disablement = Disablement {
            until: self.until,
            disabled_at: now,
            disabled_by: operator.actor.name.clone(),
            approved_by: second.clone(),
            reason: self.why.reason.clone().or(self.why.ticket.clone()),
        };
        let event = Event::ok(Action::TfaDisable).on(&resource.id, &resource.username).because(&self.why);
        let event = record
            .told(event)
            .detail("consent_reference", consent_reference)
            .detail("champion", champion.username.clone())
            .detail("champion_email", champion.email.clone())
            .detail("approved_by", second.clone())
            .detail("until", self.until.to_string());
        let disabled = Change::Disabled { resource: &resource.id, disablement: &disablement };
        tx.apply(cleared.changes(&resource.id).into_iter().chain([disabled]), cleared.describe(event))?;
        let (removed, tfa) = (cleared.removed(), view::tfa(tx, &resource, now)?);
        Ok(Done { changed: true, state: Disabled { tfa, removed, champion: champion.email, approved_by: second } })
    }
}

impl TwoPerson for Disable {
    const ACT: Action = Action::TfaDisable;
    const PERMISSION: Permission = Permission::OwnerOnly;

    fn why(&self) -> &Why {
        &self.why
    }

    /// It also rests on the champion's consent.
    fn covers(&self, tx: &ReadTx<'_>) -> Result<Value> {
        Ok(json!(tx.champion()?.map(|champion| json!([champion.id, champion.email, champion.active]))))
    }

    fn effects(&self, tx: &ReadTx<'_>, target: &str) -> Result<Vec<String>> {
        let mut effects = clearance::effects(tx, target)?;
        effects.push(format!("no login needs a code until {}; then the next one asks to enroll", self.until.local()));
        effects.push(format!(
            "on record: {} seen by {}, {}; consent {}; second person {}",
            self.record.identity.word(),
            self.record.channel.word(),
            self.record.reference,
            self.consent_reference,
            self.approved_by
        ));
        Ok(effects)
    }

    fn names(&self, tx: &ReadTx<'_>, operator: &Operator) -> Result<bool> {
        Ok(match second_resource(tx, &self.approved_by, self.approved_on_system.as_deref())? {
            Some(second) => operator.is(&second.id),
            // The owner acts, and under break-glass if sign-in is required (R-PERM-5).
            None => {
                matches!(operator.authority, Authority::Owner | Authority::BreakGlass)
                    && self.approved_on_system.as_ref() == Some(&operator.actor.name)
            }
        })
    }

    fn must_name(&self, tx: &ReadTx<'_>, operator: &Operator) -> Result<()> {
        if self.names(tx, operator)? {
            return Ok(());
        }
        let message =
            format!("the second person of this request is {}, who must approve it themselves", self.approved_by);
        Err(Error::new(Code::PermissionDenied, format!("{message}; nothing was changed"))
            .note("the author can ask again, and name you"))
    }
}
