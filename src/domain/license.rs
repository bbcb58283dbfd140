//! Licenses decide about the second factor (R-RES-3).

use super::event::words;

words! {
    /// What a resource is licensed as.
    License { Standard "standard", Dashboard "dashboard", Api "api", CoManaged "co-managed", }
}

/// What a license says about the second factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecondFactor {
    /// Every login needs one. It can be paused, and no operator switches it off (R-PAUSE-1).
    Required,
    /// It may be enrolled, and is asked for once it is.
    Optional,
    /// Enrollment is refused and a login never asks for it.
    NotAvailable,
}

impl License {
    /// R-RES-3, the column "2FA".
    pub const fn second_factor(self) -> SecondFactor {
        match self {
            License::Standard | License::CoManaged => SecondFactor::Required,
            License::Dashboard => SecondFactor::Optional,
            License::Api => SecondFactor::NotAvailable,
        }
    }

    /// Whether its holder may sign in; with `api` they act by tokens, which an operator issues.
    pub const fn may_sign_in(self) -> bool {
        !matches!(self, License::Api)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_res_3_the_table_of_licenses() {
        let table = License::ALL.iter().map(|license| (license.word(), license.second_factor()));
        let expected = [
            ("standard", SecondFactor::Required),
            ("dashboard", SecondFactor::Optional),
            ("api", SecondFactor::NotAvailable),
            ("co-managed", SecondFactor::Required),
        ];
        assert!(table.eq(expected));
    }
}
