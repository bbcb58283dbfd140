//! The names that columns and keys are known by. `docs/import.md` has the same table, and a test compares the two.

use super::reading::Reading;
use crate::domain::field::Field;

/// What each field is called, beside its own word, in the form that [`form`] gives.
const SYNONYMS: &[(Field, &[&str])] = &[
    (Field::Username, &["login", "loginname", "signinname", "userlogin", "userprincipalname", "upn"]),
    (Field::Email, &["emailaddress", "mail", "mailaddress", "primaryemail"]),
    (Field::EmailVerified, &[]),
    (Field::FirstName, &["givenname", "forename", "namegivenname"]),
    (Field::LastName, &["surname", "familyname", "sn", "namefamilyname"]),
    (Field::Phone, &["phonenumber", "mobile", "mobilephone", "mobilenumber", "mobilephonenumber", "cellphone"]),
    (Field::Type, &["resourcetype"]),
    (Field::License, &["licence"]),
    (Field::Level, &["role"]),
    (Field::Champion, &[]),
    (Field::Active, &["isactive", "enabled", "accountenabled"]),
    (Field::PasswordHash, &["phc"]),
    (Field::Password, &["initialpassword"]),
];

/// Columns and keys that say in another way whether somebody may sign in, in the same form; all of them give [`Field::Active`].
pub(super) const STATES: &[(Reading, &[&str])] = &[
    (
        Reading::Inverse,
        &[
            "suspended",
            "issuspended",
            "archived",
            "isarchived",
            "disabled",
            "isdisabled",
            "accountdisabled",
            "deactivated",
            "isdeactivated",
            "inactive",
            "isinactive",
            "blocked",
            "isblocked",
            "blocksignin",
            "signinblocked",
            "blockcredential",
            "nsaccountlock",
            "logindisabled",
            "deleted",
            "isdeleted",
        ],
    ),
    (Reading::Status, &["status", "userstatus", "accountstatus"]),
    (Reading::AccountControl, &["useraccountcontrol"]),
    (Reading::Expiry, &["accountexpires", "accountexpirationdate"]),
];

/// The form in which names are compared: letters and digits in lower case, without anything in square brackets. So `E-Mail`, `e_mail` and
/// `Email [Required]` are one name.
pub(super) fn form(name: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ => {}
        }
    }
    out
}

/// The field that a column or key of this name gives.
pub(super) fn field_of(name: &str) -> Option<Field> {
    let name = form(name);
    let known = |(field, others): &&(Field, &[&str])| form(field.word()) == name || others.contains(&name.as_str());
    SYNONYMS.iter().find(known).map(|(field, _)| *field)
}

/// The field that a column or key of this name gives, and how its values are read.
pub(super) fn taken_as(name: &str) -> Option<(Field, Reading)> {
    let form = form(name);
    let state = STATES.iter().find(|(_, names)| names.contains(&form.as_str()));
    let state = state.map(|(reading, _)| (Field::Active, *reading));
    state.or_else(|| field_of(name).map(|field| (field, Reading::Plain)))
}

/// Columns and keys beside a password that say that it is a hash: which function made it, or with which salt.
const OF_HASHES: [&str; 14] = [
    "hashfunction",
    "passwordhashfunction",
    "hashalgorithm",
    "passwordhashalgorithm",
    "passwordalgorithm",
    "hashtype",
    "passwordhashtype",
    "hashmethod",
    "hashscheme",
    "passwordscheme",
    "encryptionscheme",
    "salt",
    "passwordsalt",
    "hashsalt",
];

/// Whether a column or key of this name says of the password beside it that it is a hash.
pub(super) fn is_of_hashes(name: &str) -> bool {
    OF_HASHES.contains(&form(name).as_str())
}

/// Whether a value of such a column says so: it names something, and not that nothing was done.
pub(super) fn says_hashed(value: &str) -> bool {
    let nothing = ["", "none", "no", "false", "null", "n/a", "-", "plain", "plaintext", "clear", "cleartext", "noop"];
    !nothing.iter().any(|word| value.trim().replace([' ', '_'], "").eq_ignore_ascii_case(word))
}

/// Whether two names are one: case and the white space around them tell nothing apart.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Names for a message, a bounded number of bounded length.
pub(super) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const SHOWN: usize = 20;
    let mut names = names.filter(|name| !name.trim().is_empty());
    let shown: Vec<String> = names.by_ref().take(SHOWN).map(short).collect();
    let rest = names.count();
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    shown.join(", ") + &more
}

/// A name for a message, cut where it is longer than names are.
pub(super) fn short(name: &str) -> String {
    const SHOWN: usize = 60;
    let mut out: String = name.trim().chars().take(SHOWN).collect();
    if name.trim().chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_known_by_its_word_in_any_spelling_and_by_what_others_call_it() {
        let fields = [
            (Field::Username, "username,USERNAME,User name,user-name,login,User Principal Name,UPN"),
            (Field::Email, "email,E-Mail,e_mail,E-mail address,Mail,Email [Required]"),
            (Field::FirstName, "first_name,First Name,firstName,Given Name"),
            (Field::LastName, "Last name,lastName,Surname,FAMILY NAME"),
            (Field::Phone, "phone,Mobile,Mobile phone,mobilePhone,Phone number"),
            (Field::EmailVerified, "email verified,emailVerified"),
            (Field::PasswordHash, "password_hash,Password-Hash"),
            (Field::License, "Licence"),
        ];
        for (field, names) in fields {
            for name in names.split(',') {
                assert_eq!(field_of(name), Some(field), "{name}");
            }
        }
        for name in ["", "name", "user", "office phone", "recovery e-mail", "state", "email1", "[email]", "ユーザー名"]
        {
            assert_eq!(field_of(name), None, "{name}");
        }
    }

    #[test]
    fn no_name_means_two_fields_and_every_name_is_in_its_form() {
        let mut all: Vec<String> = Field::ALL.iter().map(|field| form(field.word())).collect();
        all.extend(SYNONYMS.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned())));
        all.extend(STATES.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned())));
        all.extend(OF_HASHES.map(str::to_owned));
        assert!(all.iter().all(|name| form(name) == *name));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(SYNONYMS.iter().map(|(field, _)| *field).eq(Field::ALL));
    }

    #[test]
    fn the_page_of_imports_has_the_same_names() {
        let page = include_str!("../../docs/import.md");
        for (field, names) in SYNONYMS {
            let row = page.lines().find(|line| line.starts_with(&format!("| `{field}` |")));
            let cell = row.and_then(|row| row.split('|').nth(2)).unwrap_or_else(|| panic!("{field} stands in no row"));
            let said: Vec<String> = cell.split(',').map(form).filter(|name| !name.is_empty()).collect();
            assert_eq!(said, *names, "{field}");
        }
    }

    #[test]
    fn the_page_of_imports_has_the_same_names_for_who_may_not_sign_in() {
        let page = include_str!("../../docs/import.md");
        let rows = ["true: not active", "a state", "flags", "an end"];
        for ((_, names), called) in STATES.iter().zip(rows) {
            let row = page.lines().find(|line| line.starts_with(&format!("| {called} |")));
            let cell = row.and_then(|row| row.split('|').nth(2)).unwrap_or_else(|| panic!("{called} stands in no row"));
            assert_eq!(cell.split(',').map(form).collect::<Vec<_>>(), *names, "{called}");
        }
        assert_eq!(STATES.len(), rows.len());
    }

    #[test]
    fn names_in_a_message_are_few_and_short() {
        let many: Vec<String> = (0..30).map(|n| format!("c{n}")).collect();
        assert!(listed(many.iter().map(String::as_str)).ends_with("c18, c19 and 10 more"));
        assert_eq!(listed(["a", " ", "b"].into_iter()), "a, b");
        assert_eq!(short(&"ä".repeat(70)).chars().count(), 61);
    }

    #[test]
    fn what_says_that_a_password_is_a_hash_is_known_by_its_name_and_its_value() {
        for name in ["Password Hash Function [UPLOAD ONLY]", "hashFunction", "hash_algorithm", "Salt"] {
            assert!(is_of_hashes(name) && field_of(name).is_none(), "{name}");
        }
        assert!(!is_of_hashes("password") && !is_of_hashes("password_hash") && !is_of_hashes("function"));
        assert!(["MD5", "SHA-1", "crypt", "x", "0"].into_iter().all(says_hashed));
        assert!(!["", " ", "None", "plain text", "clear_text", "-"].into_iter().any(says_hashed));
    }

    #[test]
    fn names_are_the_same_in_any_case() {
        assert!(same(" E-Mail ", "e-mail") && same("GRÖSSE", "grösse") && !same("e-mail", "email"));
    }
}
