//! What rests as a password: Argon2id, and what was brought from elsewhere in bcrypt or scrypt until its next granted login. What a string
//! asks for is bounded before any work (R-PWD-5, docs/adr/0025-hashes-from-elsewhere.md).

use super::{HashCost, HashError, argon::Argon, bcrypt::Bcrypt, foreign_hash::unwrapped, normalise, scrypt::Scrypt};
use crate::domain::{event::words, secret::SecretText};
use argon2::PasswordHash;

/// Longer than the longest salt and output take.
const MOST_BYTES: usize = 256;

words! {
    /// How a password was hashed.
    HashKind { Argon2id "argon2id", Bcrypt "bcrypt", Scrypt "scrypt", }
}

/// Whether the normalised form of a password is the one that was hashed, compared in constant time. What has no normal
/// form is wrong after the work of a right one, for R-LOCK-6. R-PWD-5.
///
/// # Errors
/// [`HashError::Unreadable`] and [`HashError::OutOfBounds`] before any work, [`HashError::OutOfMemory`] for want of memory.
pub fn verify(password: &SecretText, phc: &str) -> Result<bool, HashError> {
    let stored = Stored::read(phc)?;
    let normal = normalise(password);
    let candidate = normal.as_ref().map_or("", SecretText::expose).as_bytes();
    let same = match &stored {
        Stored::Argon2id(stored) => stored.is_of(candidate)?,
        Stored::Bcrypt(stored) => stored.is_of(candidate)?,
        Stored::Scrypt(stored) => stored.is_of(candidate)?,
    };
    Ok(same && normal.is_ok())
}

/// Whether a login should store a new hash: it is none of Argon2id, its memory or passes are lower than wanted, or it is unreadable. R-PWD-5.
pub fn needs_rehash(phc: &str, want: HashCost) -> bool {
    match Stored::read(phc) {
        Ok(Stored::Argon2id(stored)) => stored.is_cheaper_than(want),
        Ok(Stored::Bcrypt(_) | Stored::Scrypt(_)) | Err(_) => true,
    }
}

/// A hash that may be brought from elsewhere, however other systems wrap it: its kind, and the string that rests. Nothing is computed: that
/// it is well-formed does not tell whether anybody knows its password, nor whether that one keeps to the rules. R-PWD-5.
///
/// # Errors
/// [`HashError::Unreadable`] for all but Argon2id of version 19, bcrypt and scrypt, [`HashError::OutOfBounds`] for too much work.
pub fn importable(text: &str) -> Result<(HashKind, String), HashError> {
    let phc = unwrapped(text);
    Ok((kind(&phc)?, phc.into_owned()))
}

/// How what rests was hashed.
///
/// # Errors
/// As [`importable`].
pub fn kind(phc: &str) -> Result<HashKind, HashError> {
    Ok(match Stored::read(phc)? {
        Stored::Argon2id(_) => HashKind::Argon2id,
        Stored::Bcrypt(_) => HashKind::Bcrypt,
        Stored::Scrypt(_) => HashKind::Scrypt,
    })
}

/// A string that may be worked on.
enum Stored {
    Argon2id(Argon),
    Bcrypt(Bcrypt),
    Scrypt(Scrypt),
}

impl Stored {
    fn read(phc: &str) -> Result<Self, HashError> {
        // The form of bcrypt is older than that of the others.
        if phc.starts_with("$2") {
            return Bcrypt::read(phc).map(Self::Bcrypt);
        }
        if phc.len() > MOST_BYTES {
            return Err(HashError::Unreadable);
        }
        if phc.starts_with("$scrypt$") {
            return Scrypt::read(phc).map(Self::Scrypt);
        }
        let parsed = PasswordHash::new(phc).map_err(|_| HashError::Unreadable)?;
        match HashKind::from_word(parsed.algorithm.as_str()) {
            Some(HashKind::Argon2id) => Argon::read(&parsed).map(Self::Argon2id),
            Some(HashKind::Bcrypt | HashKind::Scrypt) | None => Err(HashError::Unreadable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ARGON2ID: &str = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    /// Made by libxcrypt and by Python's `hashlib.scrypt` of the password below.
    const BCRYPT: &str = "$2b$05$tenantctlTestsSaltXYZeigqXZNuk5Tr4IPZNJG3lAA1qC5QStQa";
    const SCRYPT: &str = "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M0jq1sX29lWZdE37G/nuHGrfXUs4HMsyWhAkjmGIUGI";
    const PASSWORD: &str = "Ren\u{e9}-1234";

    #[test]
    fn r_pwd_5_hashes_that_other_systems_made_verify_in_every_spelling() {
        for phc in [BCRYPT, SCRYPT] {
            for (typed, right) in [(PASSWORD, true), ("Rene\u{301}-1234", true), ("ren\u{e9}-1234", false), ("", false)]
            {
                assert_eq!(verify(&typed.into(), phc), Ok(right), "{typed} {phc}");
            }
            // A password with what no password has is wrong, and is not cut there.
            assert_eq!(verify(&SecretText::new(format!("{PASSWORD}\0x")), phc), Ok(false), "{phc}");
        }
    }

    #[test]
    fn r_pwd_5_what_may_be_brought_is_of_three_kinds() {
        for (phc, kind) in [(ARGON2ID, "argon2id"), (BCRYPT, "bcrypt"), (SCRYPT, "scrypt")] {
            assert_eq!(importable(phc).map(|(kind, phc)| (kind.word(), phc)), Ok((kind, phc.to_owned())));
        }
        for phc in [
            "",
            "password",
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "{SSHA}MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY=",
            "$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/",
            "$5$rounds=5000$saltsalt$fV3tTQMyQjgRtKgkDE7Wb3C6QcnSCfJHWRC3jKMzYP4",
            "$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQAr/36eYgv5K2SgQKb0EBfMKWbvDbZ2tVfYPYrjLBPLP3rPWMzbR.",
            "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
            "$7$CU..../....2Q9obwLhin8qvQl6sisAO/$sc/ueXrFLrhFh6FgDdDSVhGJLu3cE5Rg6TI5PwnbGV4",
            "$apr1$qh5yVWFm$TBZs2P1wTtS5jZpoSbOuq.",
            "pbkdf2_sha256$390000$salt$hash",
            "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHRzYWx0$8qXfnZ9Gk6GgDQYYfIFGDTp+rTT3WU0dmCMvcCNpwLE",
            "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$argon2d$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$bcrypt$v=98$r=11$c29tZXNhbHRzb21lc2FsdA$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
        ] {
            let error = importable(phc).expect_err(phc);
            assert_eq!(error, HashError::Unreadable, "{phc}");
            for kind in ["Argon2id", "bcrypt", "scrypt"] {
                assert!(error.to_string().contains(kind), "{error}");
            }
        }
    }

    #[test]
    fn r_pwd_5_a_hash_of_another_kind_asks_for_a_new_one_whatever_it_costs() {
        for phc in [BCRYPT, SCRYPT, &BCRYPT.replace("$05$", "$15$")] {
            assert!(importable(phc).is_ok() && needs_rehash(phc, HashCost::default()), "{phc}");
        }
        assert!(!needs_rehash(ARGON2ID, HashCost::default()));
        assert!(["", "x", "$2b$", &"$".repeat(100_000)].iter().all(|phc| needs_rehash(phc, HashCost::default())));
    }

    proptest! {
        #[test]
        fn r_pwd_5_no_stored_string_panics(text in "(\\$argon2id|\\$scrypt)?(\\$v=19)?(\\$(m|ln)=[0-9]{1,2},(t|r)=[0-9]{1,10},p=[0-9]{1,10})?(\\$[A-Za-z0-9+/=]{0,60}){0,3}|\\PC{0,80}") {
            let _ = (importable(&text).is_ok(), needs_rehash(&text, HashCost::default()), text.parse::<HashCost>());
        }

        #[test]
        fn r_pwd_5_no_string_like_bcrypt_panics(text in "\\$2[abxy+é]?\\$[0-9+é]{2}\\$[./A-Za-z0-9é]{50,54}") {
            let taken = importable(&text);
            prop_assert!(taken.is_err() || text.len() == 60 && text.is_ascii());
        }
    }
}
