//! `doctor`: what is wrong or risky with a tenant (R-RES-5).

use super::finding::{Finding, Severity, fine, for_operator, warning};
use crate::{
    domain::{
        factor::FactorState,
        license::SecondFactor,
        permission::{Operator, Permission},
        remedy::{BLANK, Remedy},
        time::{Span, Time},
    },
    error::Result,
    ops::{
        access::{everybody_as_high_as_admin, last_resort, require_permission},
        history::break_glass,
    },
    store::{BoundTable, ReadTx, TamperedRow},
};

/// How many changed rows are named.
const ROWS_NAMED: usize = 20;

/// How many forgotten pauses are named.
const PAUSES_NAMED: u32 = 20;

/// How far back `doctor` looks.
const RECENT: Span = Span::days(30);

/// Whether the key opens the tenant and its file is sound, the people that no one in the tenant could rescue (R-RES-5), acts under
/// break-glass (R-PERM-4), and whether the clock can be trusted (R-AUD-7).
///
/// # Errors
/// `permission_denied`; those of the key and of reading, which say what does not work.
pub fn tenant(tx: &ReadTx<'_>, operator: &Operator, clock: Time) -> Result<Vec<Finding>> {
    // The key first: if it does not open the tenant, that is what is wrong, for every caller.
    tx.vault()?;
    require_permission(operator, Permission::ResourceRead)?;
    let mut findings = vec![fine("tenant", &format!("{}, and the key opens it", tx.tenant()?.name))];
    findings.push(match tx.integrity()? {
        None => fine("integrity", "the database file is sound"),
        Some(damage) => Finding { severity: Severity::Failure, ..warning("integrity", &damage, Vec::new()) },
    });
    findings.extend(rows(tx)?);
    findings.extend(people(tx, clock)?);
    findings.extend(forgotten_pauses(tx, clock)?);
    findings.push(break_glass(tx, clock)?);
    findings.push(match tx.newest_event()? {
        Some((_, newest)) if newest.since(clock).millis() > 0 => {
            let behind = newest.since(clock).in_words();
            let message = format!(
                "the clock is {behind} behind the newest event ({newest}); further than 2 min, nothing can be written"
            );
            Finding { severity: Severity::Failure, ..warning("clock", &message, vec![Remedy::AcceptClock]) }
        }
        Some((seq, newest)) => fine("clock", &format!("the clock is not behind the newest of {seq} events ({newest})")),
        None => fine("clock", "no event has been written yet"),
    });
    for_operator(tx, operator, findings)
}

/// The rows that let someone in or decide something, and were changed by something other than this program.
fn rows(tx: &ReadTx<'_>) -> Result<Vec<Finding>> {
    let (tampered, more) = tx.tampered_rows(ROWS_NAMED)?;
    if tampered.is_empty() {
        return Ok(vec![fine("rows", "what lets somebody in is as this program wrote it")]);
    }
    let failure = |message: &str, helps| Finding { severity: Severity::Failure, ..warning("rows", message, helps) };
    let mut findings = Vec::new();
    for TamperedRow { table, row, resource } in tampered {
        let named = resource.map(|id| tx.resource(&id)).transpose()?.flatten().map(|resource| resource.username);
        let of = named.as_ref().map(|name| format!(" (of {name} in the file)")).unwrap_or_default();
        let message = format!(
            "table {}, row {row}{of}: it was changed outside of this program and counts for nothing",
            table.name()
        );
        let of_person = |remedy: fn(String) -> Remedy| named.clone().map(remedy);
        let help = match table {
            BoundTable::Passwords | BoundTable::SetupTokens => of_person(Remedy::IssueSetup),
            BoundTable::EmergencyCodes => of_person(Remedy::RevokeEmergency),
            BoundTable::RecoveryCodes => of_person(Remedy::GenerateRecoveryCodes),
            BoundTable::Sessions => Some(Remedy::EndSession(row)),
            BoundTable::Tokens => Some(Remedy::RevokeToken(row)),
            BoundTable::Requests => Some(Remedy::DenyRequest(row)),
        };
        findings.push(failure(&message, help.into_iter().chain([Remedy::VerifyHistory]).collect()));
    }
    if more > 0 {
        findings.push(failure(&format!("{more} more rows were changed outside of this program"), Vec::new()));
    }
    Ok(findings)
}

/// The acts under break-glass of the last 30 days.
fn break_glass(tx: &ReadTx<'_>, now: Time) -> Result<Finding> {
    let (glass, more) = break_glass::since(tx, now.minus(RECENT), 0)?;
    let Some(newest) = glass.first() else {
        return Ok(fine("break_glass", "no one acted under break-glass in the last 30 days"));
    };
    let message = format!(
        "{} in the last 30 days someone acted under break-glass, most recently {}: {}, {} ({})",
        match glass.len() as u64 + more {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        },
        newest.actor,
        newest.at.local(),
        newest.command,
        newest.reason
    );
    Ok(warning("break_glass", &message, vec![Remedy::ListBreakGlass]))
}

/// Another administrator, in the domain of one.
fn another_administrator(username: &str) -> Remedy {
    let domain = username.split_once('@').map_or("example", |(_, domain)| domain);
    Remedy::CreateAdministrator(format!("second.admin@{domain}"))
}

/// Pauses for the next login that no login has ended for a day: anyone who knows the password may still use them (R-PAUSE-2).
fn forgotten_pauses(tx: &ReadTx<'_>, now: Time) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for (id, pause) in tx.next_login_pauses_until(now.minus(Span::days(1)), PAUSES_NAMED)? {
        let Some(resource) = tx.resource(&id)? else { continue };
        let message = format!(
            "{} paused 2FA of {} for the next login {} ago, and no login has used it: until then the password alone is enough",
            pause.operator,
            resource.username,
            now.since(pause.started_at).in_words()
        );
        findings.push(warning("pause", &message, vec![Remedy::RequireCode(resource.username)]));
    }
    Ok(findings)
}

/// The people that no one in the tenant could rescue (R-RES-5). No permission is checked: every operator is warned at their sign-in.
pub fn people(tx: &ReadTx<'_>, clock: Time) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let administrators = everybody_as_high_as_admin(tx, clock)?;
    let active: Vec<_> = administrators.iter().filter(|(resource, _)| resource.active).collect();
    findings.push(match active.as_slice() {
        [] => warning("administrators", "no administrator is active: no one in the tenant can help", vec![]),
        [(only, _)] => warning(
            "administrators",
            &format!(
                "{} is the only active administrator: if they are locked out, nobody else in the tenant can help",
                only.username
            ),
            vec![another_administrator(&only.username)],
        ),
        several => fine("administrators", &format!("{} administrators are active", several.len())),
    });
    for (resource, standing) in &active {
        // A robot is never asked for a code, and has no codes of either kind.
        let codes = resource.license.second_factor() != SecondFactor::NotAvailable;
        if codes && resource.email_verified_at.is_none() {
            let message = format!(
                "the e-mail address of administrator {} is not verified: no emergency code can be issued",
                resource.username
            );
            let verify = Remedy::VerifyEmail(resource.username.clone());
            findings.push(warning("administrator_email", &message, vec![verify]));
        }
        if codes && tx.recovery_codes_left(&resource.id)? == 0 {
            let name = || resource.username.clone();
            let enrolled = tx.factors(&resource.id)?.iter().any(|factor| factor.state == FactorState::Active);
            let message = format!("administrator {} has no recovery code for the day when the device is lost", name());
            let first = (!enrolled).then(|| Remedy::Enroll(name()));
            let helps = first.into_iter().chain([Remedy::GenerateRecoveryCodes(name())]).collect();
            findings.push(warning("administrator_recovery_codes", &message, helps));
        }
        if !standing.has_password {
            let message = format!("administrator {} has no password and cannot log in", resource.username);
            let set = Remedy::SetPassword(resource.username.clone());
            findings.push(warning("administrator_password", &message, vec![set]));
        }
    }
    findings.push(match tx.champion()? {
        Some(champion) => fine("champion", &format!("{} is the champion", champion.username)),
        None => warning(
            "champion",
            "the tenant has named no champion: no one can consent if a sole administrator is locked out",
            vec![Remedy::NameChampion(match active.as_slice() {
                [_, (other, _), ..] => other.username.clone(),
                _ => BLANK.to_owned(),
            })],
        ),
    });
    for (resource, _) in &active {
        if last_resort::has_only_one(tx, resource, clock)? {
            let message = format!(
                "if administrator {} loses the device, nobody else in the tenant can help: the e-mail address is not verified, there are no recovery \
                 codes and no second administrator; the owner of database and key then pauses or resets their 2FA under break-glass, which the \
                 history and every administrator's next sign-in say, or switches it off with the champion's consent and a second person",
                resource.username
            );
            findings.push(warning("administrator_rescue", &message, vec![another_administrator(&resource.username)]));
        }
    }
    let working = administrators.iter().filter(|(_, standing)| standing.is_working_administrator()).count();
    if working < 2 && tx.policy()?.two_person {
        let message = "two_person is on, and fewer than two administrators work: author and approver must differ";
        let name = active.first().map_or("", |(resource, _)| resource.username.as_str());
        findings.push(warning("two_person", message, vec![another_administrator(name)]));
    }
    Ok(findings)
}
