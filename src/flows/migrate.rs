//! Bringing a tenant's database up to date, by its owner, with its event in the same transaction.

use crate::{
    engine::Engine,
    error::{Code, Error, Result},
    identity,
    ops::{
        Operation,
        access::operator::{self, Credential},
        tenant::migrate::Migrate,
    },
    store::{self, ClockRule},
};
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub struct Migration {
    /// The version found.
    pub from: usize,
    /// The version now.
    pub to: usize,
    /// The copy of the database as it was; none where nothing was to do.
    pub copy: Option<PathBuf>,
}

/// Brings the tenant's database to this program's version. The copy beside it (`….v1-copy`) is never overwritten.
///
/// # Errors
/// `permission_denied` for all but the owner of database and key, and where a sign-in is required and no glass was broken (R-PERM-1);
/// `db_newer`, `db_foreign`; `exists` where another copy is in the way. Nothing is changed then. `may_be_done` where the disk did not confirm
/// it: the copy stays.
pub fn migrate(engine: &mut Engine) -> Result<Migration> {
    let db = engine.places.db()?;
    let keys = engine.places.key(&db)?;
    let user = identity::os_user(&db, &keys.path)?;
    if !user.owner {
        let message = format!("{} does not own the database and its key; nothing was changed", user.name);
        return Err(Error::new(Code::PermissionDenied, message).note("run it as the operating-system user that does"));
    }
    let (why, command) = (engine.purpose.why.clone(), engine.purpose.command.clone());
    // Nobody's token is asked for: it may be one that this version cannot read before.
    let credential = Credential {
        os_user: user.name,
        owner: user.owner,
        behind_sudo: user.behind_sudo,
        break_glass: engine.purpose.break_glass,
        token: None,
    };
    loop {
        let older = match store::older(&db, keys.clone())? {
            Ok(older) => older,
            Err(version) => return Ok(Migration { from: version, to: version, copy: None }),
        };
        let (clock, random) = engine.ambient();
        // The owner cannot accept a clock that is behind before there is a tenant that this version can write to (R-AUD-7).
        let mut tx = match older.store.write(clock, ClockRule::Newest, random) {
            Err(error) if error.code() == Code::Changed => continue,
            tx => tx?,
        };
        let operator = operator::operator(&tx, &credential, tx.now())?;
        tx.act_as(operator.actor.clone());
        let (from, to) = (older.from, older.to);
        Migrate { from, to, command, why }.apply(&mut tx, &operator)?;
        let copy = older.keep_copy()?;
        return match tx.commit() {
            Ok(()) => {
                engine.act();
                Ok(Migration { from, to, copy: Some(copy) })
            }
            Err(error) if error.code() == Code::MayBeDone => {
                engine.act();
                Err(error.note(format!("the database as it was is in {}", copy.display())))
            }
            Err(error) => {
                // Nothing was changed, so there is nothing to keep a copy for.
                older.forget_copy();
                Err(error)
            }
        };
    }
}
