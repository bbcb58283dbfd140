//! Usernames at a terminal: without the tenant's own domain. Errors, hints and what programs read have whole names.

use crate::{context::Context, error::Result};

/// What is left out of usernames.
#[derive(Clone, Debug, Default)]
pub struct ShortNames {
    domain: Option<String>,
}

impl ShortNames {
    /// Those of a table or a dialogue at a terminal; whole names elsewhere.
    ///
    /// # Errors
    /// Those of reading.
    pub fn of(ctx: &Context<'_>) -> Result<Self> {
        if !ctx.out.screen().terminal {
            return Ok(Self::default());
        }
        Ok(Self { domain: ctx.store()?.read()?.first_domain()? })
    }

    #[cfg(test)]
    pub fn without(domain: &str) -> Self {
        Self { domain: Some(domain.to_owned()) }
    }

    /// The username, or what an operator types for it. Anything else, such as `os:root`, is as it was.
    pub fn short<'n>(&self, username: &'n str) -> &'n str {
        match (username.rsplit_once('@'), &self.domain) {
            (Some((local, domain)), Some(own)) if domain.to_lowercase() == *own => local,
            _ => username,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_of_the_tenant_is_left_out_and_nothing_else() {
        let names = ShortNames { domain: Some("acme.example".to_owned()) };
        assert_eq!(
            ["ada@acme.example", "Ada@ACME.example", "os:root", "x@other.example"].map(|name| names.short(name)),
            ["ada", "Ada", "os:root", "x@other.example"]
        );
        assert_eq!(ShortNames::default().short("ada@acme.example"), "ada@acme.example");
    }
}
