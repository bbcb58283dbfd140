//! `resource edit`: changes of fields, each with its before and after in the history (R-RES-2, R-RES-3, R-REC-2).

use super::resource_changes::{end_emergency_code, with_changes};
use crate::{
    domain::{
        event::{Action, Event, Why},
        identifier::Identifier,
        license::{License, SecondFactor},
        permission::{Operator, Permission},
        phone,
        resource::{Resource, ResourceType, Standing, type_under},
        text::clean_text,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{
            Access, CredentialKind, Need, authorize, opens, require_another, require_not_above, require_permission,
            require_reason,
        },
        find::{self, bad_name, taken},
        login::session_end::Ending,
        operators::last_administrator::{Pending, keep_an_administrator_after},
        passwords::setup_token::end_setup,
    },
    store::{Change, ReadTx, WriteTx},
};

/// Changes what is `Some`; an empty text clears a field.
#[derive(Clone, Debug, Default)]
pub struct EditResource {
    pub resource: String,
    /// A new address, which must be verified again.
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub license: Option<License>,
    pub kind: Option<ResourceType>,
    /// Named, or no longer named, as the tenant's authority.
    pub champion: Option<bool>,
    pub why: Why,
}

impl Operation for EditResource {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::ResourceEdit
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let Edit { before, after, email, moved, relicensed } = self.may(tx, operator, tx.now(), &Pending::default())?;
        if after == before {
            return Ok(Done { changed: false, state: before });
        }
        if after.champion && !before.champion {
            replace_champion(tx, operator, &self.why)?;
        }
        let event = Event::ok(Action::ResourceEdit).on(&before.id, &before.username).because(&self.why);
        let event = relicensed.describe(with_changes(event, &before, &after));
        // What was issued towards an address ends with it (R-SET-1).
        let (setup, event) = if moved { end_setup(tx, &before.id, event)? } else { (None, event) };
        // So does a code that was read to someone who answered under a number.
        let renumbered = before.phone.is_some() && before.phone != after.phone;
        let code = if moved || renumbered { end_emergency_code(tx, &before.id)? } else { None };
        let event = if code.is_some() { event.detail("emergency_code_ended", true) } else { event };
        let mut changes = vec![Change::ResourceEdited(&after)];
        changes.extend(setup);
        if let Some(email) = &email {
            changes.push(Change::EmailChanged { resource: &before.id, email });
        }
        changes.extend(code);
        changes.extend(relicensed.changes(&before.id));
        tx.apply(changes, event)?;
        Ok(Done { changed: true, state: after })
    }
}

/// Another license may open the second factor.
const EDITING: Need<'static> = Need::change(Permission::ResourceWrite).takes(CredentialKind::SecondFactor);

/// The result of an edit.
pub(in crate::ops) struct Edit {
    before: Resource,
    after: Resource,
    /// The address that was given, if any.
    email: Option<Identifier>,
    /// It is another address, not the same one in another spelling.
    moved: bool,
    relicensed: Relicensed,
}

impl EditResource {
    /// The result, if nothing forbids the edit once the pending acts are written.
    ///
    /// # Errors
    /// `not_found`, `permission_denied`, `higher_level`; `exists` for an address that belongs to another resource; `invalid_name`,
    /// `invalid_input`; those of another license.
    pub(in crate::ops) fn may(
        &self,
        tx: &ReadTx<'_>,
        operator: &Operator,
        now: Time,
        pending: &Pending,
    ) -> Result<Edit> {
        let access = authorize(tx, operator, EDITING, &self.resource)?;
        let before = access.resource.clone();
        let mut after = before.clone();
        let email = self.email.as_deref().map(Identifier::email).transpose().map_err(bad_name)?;
        let mut moved = false;
        if let Some(email) = &email {
            match tx.holder(email)? {
                Some(id) if id != before.id => {
                    let holder =
                        tx.resource(&id)?.ok_or_else(|| Error::new(Code::Corrupt, "an identifier has no resource"))?;
                    return Err(taken(email, &holder, false));
                }
                _ => {}
            }
            if email.shown() != before.email {
                after.email = email.shown().to_owned();
                // The same address in another spelling is still the verified one.
                moved = !Identifier::email(&before.email).is_ok_and(|old| old.normal() == email.normal());
                after.email_verified_at = before.email_verified_at.filter(|_| !moved);
            }
        }
        edit_text("first name", &self.first_name, &mut after.first_name)?;
        edit_text("last name", &self.last_name, &mut after.last_name)?;
        match self.phone.as_deref() {
            Some("") => after.phone = None,
            Some(typed) => after.phone = Some(phone::read(typed).map_err(bad_name)?),
            None => {}
        }
        after.license = self.license.unwrap_or(before.license);
        after.kind = type_under(after.license, self.kind, before.kind)
            .map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")))?;
        after.champion = self.champion.unwrap_or(before.champion);
        let relicensed = Relicensed::of(tx, operator, &access, &after, &self.why, (now, pending))?;
        if after.champion && !before.champion {
            may_replace_champion(tx, operator)?;
        }
        Ok(Edit { before, after, email, moved, relicensed })
    }
}

/// Whether a change of that resource to this license needs a reason; checked before the reason prompt.
///
/// # Errors
/// `permission_denied`; `higher_level` (R-PERM-3); `not_found`.
pub fn needs_reason(tx: &ReadTx<'_>, operator: &Operator, typed: &str, license: License) -> Result<bool> {
    let before = authorize(tx, operator, EDITING, typed)?.resource;
    ends_second_factor(tx, &before, license)
}

/// Whether a change to this license would end the second factor of a resource that has one: that needs a reason.
fn ends_second_factor(tx: &ReadTx<'_>, before: &Resource, license: License) -> Result<bool> {
    let ends = before.license.second_factor() != SecondFactor::NotAvailable
        && license.second_factor() == SecondFactor::NotAvailable;
    Ok(ends && !tx.factors(&before.id)?.is_empty())
}

/// What a change of license brings with it.
#[derive(Default)]
struct Relicensed {
    /// The second factor is no longer asked for, so open sessions end: people log in again (R-RES-3, R-SES-4).
    sessions: Option<Ending>,
    /// Tokens are for the `api` license: any other one revokes them.
    tokens: Vec<String>,
}

impl Relicensed {
    /// # Errors
    /// `self_service`: a license decides about 2FA, and no one decides that for themselves (R-PERM-2). `last_administrator`; `usage` if a
    /// reason is missing.
    fn of(
        tx: &ReadTx<'_>,
        operator: &Operator,
        access: &Access<'_>,
        after: &Resource,
        why: &Why,
        (now, pending): (Time, &Pending),
    ) -> Result<Self> {
        let before = &access.resource;
        if before.license == after.license {
            return Ok(Self::default());
        }
        require_another(tx, operator, before, "change their own license")?;
        if opens(before.license, after.license) {
            access.separate_duties(tx, now)?;
        }
        let may_sign_in = after.license.may_sign_in();
        keep_an_administrator_after(tx, before, now, pending, |standing| Standing { may_sign_in, ..standing })?;
        let mut relicensed = Self::default();
        if ends_second_factor(tx, before, after.license)? {
            require_reason(why, &tx.policy()?)?;
            relicensed.sessions = Some(Ending::of(tx, &before.id, now)?);
        }
        if before.license == License::Api {
            let own = tx.tokens()?.into_iter().filter(|token| token.resource == before.id);
            relicensed.tokens = own.map(|token| token.id).collect();
        }
        Ok(relicensed)
    }

    fn describe(&self, event: Event) -> Event {
        let event = match &self.sessions {
            Some(sessions) => sessions.describe(event.detail("second_factor_ended", true)),
            None => event,
        };
        if self.tokens.is_empty() { event } else { event.detail("tokens_revoked", self.tokens.clone()) }
    }

    fn changes<'a>(&'a self, resource: &'a str) -> impl Iterator<Item = Change<'a>> {
        let sessions = self.sessions.iter().filter_map(move |sessions| sessions.change(resource));
        sessions.chain(self.tokens.iter().map(|id| Change::TokenRevoked(id)))
    }
}

fn edit_text(field: &'static str, typed: &Option<String>, value: &mut Option<String>) -> Result<()> {
    match typed.as_deref() {
        Some("") => *value = None,
        Some(typed) => *value = Some(clean_text(field, typed, 100).map_err(bad_name)?),
        None => {}
    }
    Ok(())
}

/// The present champion, if this operator may take the title from them.
///
/// # Errors
/// `higher_level` (R-PERM-3).
pub(in crate::ops) fn may_replace_champion(tx: &ReadTx<'_>, operator: &Operator) -> Result<Option<Resource>> {
    let champion = tx.champion()?;
    champion.iter().try_for_each(|before| require_not_above(tx, operator, before))?;
    Ok(champion)
}

/// The username of the present champion, if another resource than that one; also asked before a confirmation.
///
/// # Errors
/// `permission_denied`; `higher_level` (R-PERM-3).
pub fn champion_replaced(tx: &ReadTx<'_>, operator: &Operator, named: &str) -> Result<Option<String>> {
    require_permission(operator, Permission::ResourceWrite)?;
    let meant = find::login_name(tx, named)?;
    let present = may_replace_champion(tx, operator)?.filter(|present| Some(&present.id) != meant.as_ref());
    Ok(present.map(|present| present.username))
}

/// The tenant has one champion: naming another takes the title from the present one, in a separate event. No one takes it from someone of a
/// higher level (R-PERM-3).
pub(in crate::ops) fn replace_champion(tx: &mut WriteTx<'_>, operator: &Operator, why: &Why) -> Result<()> {
    let Some(before) = may_replace_champion(tx, operator)? else { return Ok(()) };
    let after = Resource { champion: false, ..before.clone() };
    let event =
        with_changes(Event::ok(Action::ResourceEdit).on(&before.id, &before.username).because(why), &before, &after);
    tx.apply([Change::ResourceEdited(&after)], event)
}
