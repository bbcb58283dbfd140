//! What one row of a file asks for: a resource as it is to be (R-RES-1, R-RES-2, R-RES-3).

use super::{
    field::Field,
    identifier::Identifier,
    level::Level,
    license::License,
    phone,
    resource::{Resource, ResourceType, type_under},
    secret::SecretText,
    text::clean_text,
};
use std::str::FromStr;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 100;

/// The cells of a row, by [`Field::place`]: `None` if the file has no such column, an empty text where the cell is empty.
pub type Cells = [Option<String>; Field::COUNT];

/// A resource as a row wants it. `None` is what the row says nothing about.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Its username, by which it is found.
    pub username: Identifier,
    /// Its e-mail address; a file without that column gives the username for it if the resource is new.
    pub email: Option<Identifier>,
    /// Whether the address counts as verified.
    pub email_verified: Option<bool>,
    /// Given name, or that there is none.
    pub first_name: Option<Option<String>>,
    /// Family name, or that there is none.
    pub last_name: Option<Option<String>>,
    /// Mobile number in E.164, or that there is none.
    pub phone: Option<Option<String>>,
    pub kind: Option<ResourceType>,
    pub license: Option<License>,
    pub level: Option<Level>,
    /// Whether it is the champion.
    pub champion: Option<bool>,
    /// Whether it may log in.
    pub active: Option<bool>,
    /// Its first password; one that exists keeps its own.
    pub password: Option<FirstPassword>,
}

/// How a row gives the first password of a resource.
#[derive(Clone, Debug)]
pub enum FirstPassword {
    /// Hashed elsewhere, a PHC string.
    Hash(SecretText),
    /// In plain text.
    Plain(SecretText),
}

/// A value of a row that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Which field.
    pub field: Field,
    /// Why, without its full stop; never the value of a secret.
    pub message: String,
}

/// What a field is and would be, both as a file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub field: Field,
    /// As it is; nothing if there is none.
    pub before: Option<String>,
    /// As the row wants it.
    pub after: Option<String>,
}

impl ImportRow {
    /// Reads the cells of a row.
    ///
    /// # Errors
    /// The first value that is not allowed.
    pub fn read(cells: &Cells) -> Result<Self, FieldError> {
        let unfit = |field| move |message: String| FieldError { field, message };
        // Spaces around a value are a spreadsheet's; a password is taken as it is.
        let cell = |field: Field| cells[field.place()].as_deref().map(str::trim);
        let said = |field: Field| cell(field).filter(|text| !text.is_empty());
        let username = cell(Field::Username).unwrap_or_default();
        let username = Identifier::username(username).map_err(|e| unfit(Field::Username)(e.to_string()))?;
        let email = match (cell(Field::Email), said(Field::Email)) {
            (Some(_), None) => return Err(unfit(Field::Email)("the e-mail address is empty".to_owned())),
            (_, text) => text.map(Identifier::email).transpose().map_err(|e| unfit(Field::Email)(e.to_string()))?,
        };
        let name = |field, what| match cell(field) {
            None => Ok(None),
            Some("") => Ok(Some(None)),
            Some(text) => clean_text(what, text, LONGEST_NAME)
                .map(|text| Some(Some(text)))
                .map_err(|error| unfit(field)(error.to_string())),
        };
        let phone = match cell(Field::Phone) {
            None => None,
            Some("") => Some(None),
            Some(text) => Some(Some(phone::read(text).map_err(|error| unfit(Field::Phone)(error.to_string()))?)),
        };
        let flag =
            |field| said(field).map(|text| boolean(text).ok_or_else(|| unfit(field)(NO_FLAG.to_owned()))).transpose();
        let entry = Self {
            username,
            email,
            email_verified: flag(Field::EmailVerified)?,
            first_name: name(Field::FirstName, "first name")?,
            last_name: name(Field::LastName, "last name")?,
            phone,
            kind: word(said(Field::Type)).map_err(unfit(Field::Type))?,
            license: word(said(Field::License)).map_err(unfit(Field::License))?,
            level: said(Field::Level)
                .map(|text| text.parse::<Level>().map_err(|fault| unfit(Field::Level)(fault.to_string())))
                .transpose()?,
            champion: flag(Field::Champion)?,
            active: flag(Field::Active)?,
            password: first_password(cells)?,
        };
        Ok(entry)
    }

    /// The same as cells, every value in the form in which it is kept: a plan is written so. It holds the hash of a password.
    pub fn cells(&self) -> Cells {
        let yes_no = |flag: Option<bool>| flag.map(|flag| flag.to_string());
        let text = |text: &Option<Option<String>>| text.as_ref().map(|text| text.clone().unwrap_or_default());
        let mut cells = Cells::default();
        let mut put = |field: Field, value: Option<String>| cells[field.place()] = value;
        put(Field::Username, Some(self.username.shown().to_owned()));
        put(Field::Email, self.email.as_ref().map(|email| email.shown().to_owned()));
        put(Field::EmailVerified, yes_no(self.email_verified));
        put(Field::FirstName, text(&self.first_name));
        put(Field::LastName, text(&self.last_name));
        put(Field::Phone, text(&self.phone));
        put(Field::Type, self.kind.map(|kind| kind.word().to_owned()));
        put(Field::License, self.license.map(|license| license.word().to_owned()));
        put(Field::Level, self.level.as_ref().map(|level| level.word().to_owned()));
        put(Field::Champion, yes_no(self.champion));
        put(Field::Active, yes_no(self.active));
        match &self.password {
            Some(FirstPassword::Hash(phc)) => put(Field::PasswordHash, Some(phc.expose().to_owned())),
            Some(FirstPassword::Plain(text)) => put(Field::Password, Some(text.expose().to_owned())),
            None => {}
        }
        cells
    }

    /// The address of a resource that this row creates.
    pub fn first_email(&self) -> &Identifier {
        self.email.as_ref().unwrap_or(&self.username)
    }

    /// What tells a resource that this row creates from an ordinary one: that it may do more, needs less, or may not log in. In the order of the
    /// fields.
    pub fn notable(&self) -> Vec<Difference> {
        let yes = |holds: bool| holds.then(|| true.to_string());
        let given = [
            (Field::EmailVerified, yes(self.email_verified == Some(true))),
            (
                Field::License,
                self.license.filter(|license| *license != License::Standard).map(|license| license.word().to_owned()),
            ),
            (
                Field::Level,
                self.level.as_ref().filter(|level| **level != Level::User).map(|level| level.word().to_owned()),
            ),
            (Field::Champion, yes(self.champion == Some(true))),
            (Field::Active, self.active.filter(|active| !active).map(|active| active.to_string())),
        ];
        let given = given.into_iter().filter(|(_, after)| after.is_some());
        given.map(|(field, after)| Difference { field, before: None, after }).collect()
    }

    /// Every field in which a resource differs from what the row wants, in the order of the fields. What the row leaves open does not
    /// differ, and neither does a verified address, even if the row says that it is not verified: no row takes that back.
    ///
    /// # Errors
    /// A license and a type that do not go together.
    pub fn differences(&self, resource: &Resource) -> Result<Vec<Difference>, FieldError> {
        let mut all = Vec::new();
        let mut differ = |field, before: Option<String>, after: Option<String>| {
            if before != after {
                all.push(Difference { field, before, after });
            }
        };
        if let Some(email) = &self.email {
            differ(Field::Email, Some(resource.email.clone()), Some(email.shown().to_owned()));
        }
        let yes_no = |holds: bool| Some(holds.to_string());
        if self.email_verified == Some(true) {
            differ(Field::EmailVerified, yes_no(resource.email_verified_at.is_some()), yes_no(true));
        }
        let texts = [
            (Field::FirstName, &self.first_name, &resource.first_name),
            (Field::LastName, &self.last_name, &resource.last_name),
            (Field::Phone, &self.phone, &resource.phone),
        ];
        for (field, wanted, is) in texts {
            if let Some(wanted) = wanted {
                differ(field, is.clone(), wanted.clone());
            }
        }
        let license = self.license.unwrap_or(resource.license);
        let kind = type_under(license, self.kind, resource.kind)
            .map_err(|fault| FieldError { field: Field::Type, message: fault.to_string() })?;
        differ(Field::Type, Some(resource.kind.word().to_owned()), Some(kind.word().to_owned()));
        differ(Field::License, Some(resource.license.word().to_owned()), Some(license.word().to_owned()));
        if let Some(level) = &self.level {
            differ(Field::Level, Some(resource.level.word().to_owned()), Some(level.word().to_owned()));
        }
        if let Some(champion) = self.champion {
            differ(Field::Champion, yes_no(resource.champion), yes_no(champion));
        }
        if let Some(active) = self.active {
            differ(Field::Active, yes_no(resource.active), yes_no(active));
        }
        Ok(all)
    }
}

const NO_FLAG: &str = "this is true or false (or yes, no, 1, 0)";

/// What a spreadsheet, a program or a person writes for yes and no.
pub fn boolean(text: &str) -> Option<bool> {
    let is = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match (is(["true", "yes", "1", "y"]), is(["false", "no", "0", "n"])) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// One of a closed list of words, in any case.
fn word<T: FromStr<Err = String>>(text: Option<&str>) -> Result<Option<T>, String> {
    text.map(|text| text.parse().or_else(|_| text.to_ascii_lowercase().parse())).transpose()
}

fn first_password(cells: &Cells) -> Result<Option<FirstPassword>, FieldError> {
    let said = |field: Field| cells[field.place()].as_deref().filter(|text| !text.is_empty());
    match (said(Field::PasswordHash).map(str::trim), said(Field::Password)) {
        (Some(_), Some(_)) => {
            let message = "a row gives a password or its hash, and not both".to_owned();
            Err(FieldError { field: Field::PasswordHash, message })
        }
        (Some(phc), None) => Ok(Some(FirstPassword::Hash(SecretText::from(phc)))),
        (None, plain) => Ok(plain.map(|text| FirstPassword::Plain(SecretText::from(text)))),
    }
}

#[cfg(test)]
mod tests;
