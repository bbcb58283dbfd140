//! Tables of other products that are known by their headers: no `--map` is needed.
//!
//! - Microsoft Entra, "Bulk create": <https://learn.microsoft.com/en-us/entra/identity/users/users-bulk-add>. A heading has the form
//!   `Item name [property] Required`; the item's name is in the language of the downloading user, the property is not.
//! - Google Workspace, "Bulk update users": <https://support.google.com/a/answer/40057>.
//! - Okta, "Import Users From CSV": <https://support.okta.com/help/s/article/How-to-Import-Users-From-a-CSV-File>; the headings are the
//!   names of profile attributes.

use super::{names, reading::Reading};
use crate::domain::field::Field;

/// What one column of a template gives.
pub(super) struct Rule {
    /// The property in brackets (Entra), or the name in the form of [`names::form`] (Google).
    column: &'static str,
    pub(super) field: Field,
    pub(super) reading: Reading,
}

const fn rule(column: &'static str, field: Field, reading: Reading) -> Rule {
    Rule { column, field, reading }
}

const ENTRA: &[Rule] = &[
    rule("userprincipalname", Field::Username, Reading::Plain),
    rule("givenname", Field::FirstName, Reading::Plain),
    rule("surname", Field::LastName, Reading::Plain),
    rule("mobile", Field::Phone, Reading::Plain),
    rule("accountenabled", Field::Active, Reading::Blocked),
    rule("passwordprofile", Field::Password, Reading::Plain),
];

/// Where two rules are for one field, the second speaks where the first column's cell is empty: a downloaded list has the state of today in
/// `Status`, and `New Status` is the one to set.
const GOOGLE: &[Rule] = &[
    rule("emailaddress", Field::Username, Reading::Plain),
    rule("firstname", Field::FirstName, Reading::Plain),
    rule("lastname", Field::LastName, Reading::Plain),
    rule("mobilephone", Field::Phone, Reading::Plain),
    rule("recoveryphone", Field::Phone, Reading::Plain),
    rule("newstatus", Field::Active, Reading::Status),
    rule("status", Field::Active, Reading::Status),
    rule("password", Field::Password, Reading::Plain),
];

/// What Google's programming interface calls them, as GAM prints them.
const GAM: &[Rule] = &[rule("primaryemail", Field::Username, Reading::Plain)];

/// A table that is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Template {
    Entra,
    Google,
    Gam,
    Okta,
    Own,
}

impl Template {
    /// The template with these columns.
    pub(super) fn of(columns: &[String]) -> Option<Self> {
        let has = |column: &dyn Fn(&str) -> bool| columns.iter().any(|name| column(name));
        let entra = |wanted: &str| has(&|name| property(name).eq_ignore_ascii_case(wanted));
        let google = |wanted: &str| has(&|name| names::form(name) == wanted);
        let okta = |wanted: &str| has(&|name| name.trim() == wanted);
        if entra("userPrincipalName") && entra("displayName") {
            Some(Self::Entra)
        } else if ["emailaddress", "firstname", "lastname"].into_iter().all(google)
            && (google("orgunitpath") || has(&|name| name.trim().to_lowercase().ends_with("[required]")))
        {
            Some(Self::Google)
        } else if has(&|name| name.trim() == "primaryEmail")
            && columns.iter().all(|name| names::field_of(name) != Some(Field::Username))
        {
            Some(Self::Gam)
        } else if ["login", "firstName", "lastName", "email"].into_iter().all(okta) {
            Some(Self::Okta)
        } else {
            columns.iter().all(|name| name.parse::<Field>().is_ok()).then_some(Self::Own)
        }
    }

    /// The name of its maker.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Entra => "Microsoft Entra",
            Self::Google | Self::Gam => "Google Workspace",
            Self::Okta => "Okta",
            Self::Own => "tenantctl",
        }
    }

    /// What this column gives, with its place among the rules; `None` where the synonyms decide.
    pub(super) fn rule(self, column: &str) -> Option<(usize, &'static Rule)> {
        let (rules, name) = match self {
            Self::Entra => (ENTRA, property(column).trim().to_lowercase()),
            Self::Google => (GOOGLE, names::form(column)),
            Self::Gam => (GAM, names::form(column)),
            Self::Okta | Self::Own => return None,
        };
        rules.iter().enumerate().find(|(_, rule)| rule.column == name)
    }
}

/// The text in the last brackets of a heading.
fn property(name: &str) -> &str {
    let inner = name.rsplit_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inner.map_or("", |(property, _)| property.trim())
}

#[cfg(test)]
mod tests;
