//! The phone of the demonstration: it knows what a person would type into an app, the key, and nothing else.

use crate::{
    domain::{
        factor::totp::{Parameters, at_step},
        secret::SecretBytes,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
};
use data_encoding::BASE32_NOPAD;

pub struct Phone {
    secret: SecretBytes,
}

impl Phone {
    /// An app into which the key was typed that an enrollment showed.
    pub fn reading(shown: &str) -> Result<Self> {
        let key = shown.lines().find_map(|line| line.strip_prefix("key ")).unwrap_or_default();
        let key: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
        let secret = BASE32_NOPAD.decode(key.as_bytes()).ok().filter(|secret| !secret.is_empty());
        let secret = secret.ok_or_else(|| Error::new(Code::Failure, "the enrollment showed no key"))?;
        Ok(Self { secret: SecretBytes::new(secret) })
    }

    pub fn code(&self, now: Time) -> Result<String> {
        let parameters = Parameters::default();
        let code = at_step(&self.secret, &parameters, now.seconds() / u64::from(parameters.period));
        let code = code.map_err(|fault| Error::new(Code::Failure, format!("the phone shows nothing: {fault}")))?;
        Ok(code.expose().to_owned())
    }

    /// What it shows next: a code is accepted one step early, since clocks differ.
    pub fn next_code(&self, now: Time) -> Result<String> {
        self.code(now.plus(Span::seconds(i64::from(Parameters::default().period))))
    }
}
