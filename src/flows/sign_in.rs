//! An operator's sign-in: a login. Its token is kept in the private place of this operating-system user.

use crate::{
    domain::{resource::Resource, session::Token},
    engine::Engine,
    error::{Code, Error, Result},
    identity::SignInFile,
    ops::login::{authenticate::Grant, live_session, log_out::LogOut},
};

/// The end of an error after which there is no sign-in.
const NOT_SIGNED_IN: &str = "; you were not signed in";

/// A sign-in that has begun: the place of its token, and the present sign-in there.
#[derive(Debug)]
pub struct SignIn {
    place: SignInFile,
    present: Option<Token>,
    /// The session of the present sign-in, which the new one replaces.
    pub earlier: Option<String>,
}

impl SignIn {
    /// Makes sure, before a login is decided, that its token can be kept.
    ///
    /// # Errors
    /// Where it cannot; those of reading.
    pub fn begin(engine: &Engine, place: SignInFile) -> Result<Self> {
        place.make_ready()?;
        let present = place.read()?;
        let earlier = engine.read_as_anybody(|tx, now| match live_session::live(tx, present.as_ref(), now) {
            Ok(live) => Ok(live.map(|(live, _)| live.id)),
            // It takes nobody's place, and ends once the new one is kept.
            Err(error) if error.code() == Code::StateTampered => Ok(None),
            Err(error) => Err(error),
        })?;
        Ok(Self { place, present, earlier })
    }

    /// Keeps the token of a granted login: from here on this process acts as its operator.
    ///
    /// # Errors
    /// Where it cannot be kept: the session is ended again, and the code is spent.
    pub fn keep(self, engine: &mut Engine, grant: Grant) -> Result<()> {
        // Another person's sign-in in the same place is over: its token is about to be lost.
        let over = self.present.map_or(Ok(()), |token| engine.perform(&LogOut { token: Some(token) }).map(drop));
        if let Err(error) = over.and_then(|()| self.place.write(&grant.token)) {
            return Err(not_kept(engine, grant, &error));
        }
        engine.forget_credential();
        Ok(())
    }
}

/// Ends the sign-in of a place; returns the username of it, if there was one.
///
/// # Errors
/// Those of reading and writing.
pub fn sign_out(engine: &mut Engine, place: &SignInFile) -> Result<Option<Resource>> {
    let ended = match place.read()? {
        Some(token) => engine.perform(&LogOut { token: Some(token) })?.state,
        None => None,
    };
    place.remove();
    Ok(ended)
}

/// Ends the session of a grant if its token could not be kept: why, and what is left of the login.
fn not_kept(engine: &mut Engine, grant: Grant, error: &Error) -> Error {
    let what = error.brief();
    let what = what.split(NOT_SIGNED_IN).next().unwrap_or(what);
    let left = match engine.perform(&LogOut { token: Some(grant.token) }) {
        Ok(_) => "",
        Err(_) => ", a session that has no token is left until it ends by itself",
    };
    let message = format!("{what}; the code is used{left}{NOT_SIGNED_IN}");
    // The same code is refused, whatever fails by then.
    error.clone().told_as(message).lasting()
}
