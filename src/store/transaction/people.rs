//! People: phone numbers are unsealed and sealed here, and names compared with what was typed.

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::{
        factor::FactorState,
        identifier::{Identifier, Lookup},
        level::Level,
        policy::Policy,
        resource::{Resource, Standing},
        time::Time,
    },
    error::Result,
    store::{
        failure::{malformed, no_order},
        people::{
            identifiers::Found,
            listing::{Listed, ListedRow, Listing},
            resources::ResourceRow,
            situation::Situation,
        },
    },
    vault::Place,
};

/// What a phone number is sealed to.
fn phone_of(id: &str) -> Place<'_> {
    Place { table: "resources", column: "phone", row: id }
}

/// How far a name is from what was typed, the nearest first: how many slips apart, then how much of it is the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Likeness {
    slips: usize,
    /// In thousandths.
    apart: u32,
}

impl Likeness {
    /// The person's own name: as good as a slip.
    const NAME: Self = Self { slips: 1, apart: 0 };

    /// `None` for a name that nobody means by that: more slips than a hand makes in so short a word, and no start of it.
    fn of(typed: &str, name: &str) -> Option<Self> {
        const NEAR: f64 = 0.84;
        let (slips, same) = (strsim::damerau_levenshtein(typed, name), strsim::jaro_winkler(typed, name));
        let few = slips <= if typed.chars().count() > 5 { 2 } else { 1 };
        let starts = typed.chars().count() > 1 && name.starts_with(typed);
        let apart = ((1.0 - same) * 1000.0) as u32;
        (few || starts || same >= NEAR).then_some(Self { slips: if starts { slips.min(2) } else { slips }, apart })
    }
}

impl ReadTx<'_> {
    pub fn resource(&self, id: &str) -> Result<Option<Resource>> {
        self.transaction.resource_row(id)?.map(|row| self.unsealed(row)).transpose()
    }

    /// The champion, if the tenant has named one.
    pub fn champion(&self) -> Result<Option<Resource>> {
        self.transaction.champion_row()?.map(|row| self.unsealed(row)).transpose()
    }

    /// Every resource of the level `admin` with what makes it a working administrator (R-RES-6).
    pub fn administrators(&self, now: Time) -> Result<Vec<(Resource, Standing)>> {
        self.of_levels(&[Level::Admin], now)
    }

    /// As [`Self::administrators`], under another policy.
    pub fn administrators_under(&self, policy: &Policy, now: Time) -> Result<Vec<(Resource, Standing)>> {
        self.of_levels_under(policy, &[Level::Admin], now)
    }

    /// Every resource of these levels, with what would make it a working administrator if they count as one's.
    pub fn of_levels(&self, levels: &[Level], now: Time) -> Result<Vec<(Resource, Standing)>> {
        self.of_levels_under(&self.policy()?, levels, now)
    }

    fn of_levels_under(&self, policy: &Policy, levels: &[Level], now: Time) -> Result<Vec<(Resource, Standing)>> {
        let mut found = Vec::new();
        for level in levels {
            for row in self.transaction.resource_rows_of_level(level)? {
                let resource = self.unsealed(row)?;
                let standing = Standing {
                    admin: true,
                    active: resource.active,
                    locked_by_hand: self.lockout(&resource.id)?.hand_lock(now).is_some(),
                    has_password: match self.credential(&resource.id)? {
                        None => false,
                        Some(credential) if !credential.intact => false,
                        Some(credential) if !policy.password_expired(credential.set_at, now) => true,
                        Some(_) => self.can_replace_password(&resource.id, now)?,
                    },
                    may_sign_in: resource.license.may_sign_in(),
                };
                found.push((resource, standing));
            }
        }
        Ok(found)
    }

    /// Whether a resource can give what replacing an ended password takes (R-PWD-6): all but one with devices that failures
    /// have disabled (R-LOCK-10) and with nothing in their place.
    fn can_replace_password(&self, id: &str, now: Time) -> Result<bool> {
        let factors = self.factors(id)?;
        let (proved, works) = (
            factors.iter().any(|factor| factor.state != FactorState::Pending),
            factors.iter().any(|factor| factor.state == FactorState::Active),
        );
        let open = !proved || works || self.recovery_codes_left(id)? > 0;
        Ok(open
            || self.pause(id)?.is_some_and(|pause| pause.in_force(now))
            || self.disablement(id)?.is_some_and(|disablement| disablement.in_force(now)))
    }

    /// A resource with its phone number.
    pub(super) fn unsealed(&self, row: ResourceRow) -> Result<Resource> {
        let ResourceRow { mut resource, sealed_phone } = row;
        if let Some(sealed) = sealed_phone {
            let opened = self.vault()?.open_sealed(phone_of(&resource.id), &sealed)?;
            let phone = String::from_utf8(opened.to_vec());
            resource.phone = Some(phone.map_err(|_| malformed("resources", &resource.id, "phone"))?);
        }
        Ok(resource)
    }

    /// The resource that holds an identifier.
    pub fn holder(&self, identifier: &Identifier) -> Result<Option<String>> {
        match self.find(&Lookup::Address(identifier.normal().to_owned()))? {
            Found::One(id) => Ok(Some(id)),
            _ => Ok(None),
        }
    }

    /// Usernames that resemble what was typed, best first, for "did you mean": by a slip of the fingers, by their start, or by the person's
    /// name. Looks only at names that share a beginning, and at a bounded number of people, so that it costs the same among a million.
    pub fn resembling(&self, typed: &str) -> Result<Vec<String>> {
        const LOOKED_AT: u32 = 2000;
        const PEOPLE: u32 = 5_000;
        let typed = typed.trim().to_lowercase();
        let (local, domain) =
            typed.split_once('@').map_or((typed.as_str(), None), |(local, domain)| (local, Some(domain)));
        let mut letters = local.chars();
        let Some(first) = letters.next() else { return Ok(Vec::new()) };
        // First the names with the same two letters, then those with the same first one, and those where the first two were swapped.
        let beginnings = [local.chars().take(2).collect(), first.to_string()].into_iter();
        let beginnings = beginnings.chain(letters.next().map(|second| format!("{second}{first}")));
        let mut near: Vec<(Likeness, String)> = Vec::new();
        let mut add = |likeness: Option<Likeness>, shown: String| {
            if let Some(likeness) = likeness.filter(|_| near.iter().all(|(_, known)| *known != shown)) {
                near.push((likeness, shown));
            }
        };
        for beginning in beginnings {
            for candidate in self.transaction.usernames_beginning(&beginning, LOOKED_AT)? {
                let of_local = Likeness::of(local, &candidate.local);
                let likeness = match domain {
                    Some(_) => of_local.and_then(|one| Likeness::of(&typed, &candidate.normal).map(|two| one.max(two))),
                    None => of_local,
                };
                add(likeness, candidate.shown);
            }
        }
        if domain.is_none() {
            for shown in self.transaction.usernames_of_people(&typed, PEOPLE)? {
                add(Some(Likeness::NAME), shown);
            }
        }
        near.sort();
        Ok(near.into_iter().take(3).map(|(_, shown)| shown).collect())
    }

    /// Calls `each` with every resource of a list, until it answers false. Memory stays the same at any length, and a page costs the same
    /// among a million.
    ///
    /// # Errors
    /// `corrupt` for a malformed row, and those of reading.
    pub fn resources(&self, listing: &Listing, mut each: impl FnMut(Listed) -> Result<bool>) -> Result<()> {
        let mut before = listing.after.clone();
        self.transaction.listed_rows(listing, &mut |listed| {
            let ListedRow { row, situation, password_set_at, place } = listed;
            if before.as_ref().is_some_and(|before| !place.comes_after(before)) {
                return Err(no_order("resources", &row.resource.id));
            }
            before = Some(place.clone());
            each(Listed { resource: self.unsealed(row)?, situation, password_set_at, place })
        })
    }

    /// The situation of one resource; lists bring it with every row.
    ///
    /// # Errors
    /// `corrupt` for a malformed row, and those of reading.
    pub fn situation(&self, resource: &str) -> Result<Situation> {
        let (lockout, pause, factors) = (self.lockout(resource)?, self.pause(resource)?, self.factors(resource)?);
        let recovery_codes_left = self.recovery_codes_left(resource)?;
        let disablement = self.disablement(resource)?;
        Ok(Situation { lockout, pause, disablement, factors, recovery_codes_left })
    }
}

impl WriteTx<'_> {
    fn sealed_phone(&self, resource: &Resource) -> Result<Option<Vec<u8>>> {
        let seal = |phone: &String| self.vault()?.seal(phone_of(&resource.id), phone.as_bytes(), self.random()?);
        resource.phone.as_ref().map(seal).transpose()
    }

    pub(super) fn create_resource(&self, resource: &Resource, username: &Identifier, email: &Identifier) -> Result<()> {
        self.transaction().insert_resource(resource, self.sealed_phone(resource)?.as_deref(), username)?;
        self.transaction().insert_identifiers(&resource.id, username, email)
    }

    pub(super) fn edit_resource(&self, resource: &Resource) -> Result<()> {
        self.transaction().update_resource(resource, self.sealed_phone(resource)?.as_deref())
    }
}
