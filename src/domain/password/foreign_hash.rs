//! How other systems write the hashes that are taken: with the name of a scheme in front, or with their parts in an order of their own. All of
//! them rest in one form (R-PWD-5, docs/adr/0025-hashes-from-elsewhere.md).

use std::borrow::Cow;

/// What LDAP servers, Dovecot and Spring put in front in braces, in any case. What follows says itself what it is.
const SCHEMES: [&str; 6] = ["ARGON2", "ARGON2ID", "CRYPT", "BLF-CRYPT", "BCRYPT", "SCRYPT"];

/// A hash as it rests: without the name of its scheme and without padding. What is written in none of these ways stays as it is.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    let inner = braced(text).unwrap_or(text);
    django(inner).or_else(|| spring(inner).map(Cow::Owned)).unwrap_or_else(|| unpadded(inner))
}

/// `{CRYPT}$2b$…`, `{argon2@SpringSecurity_v5_8}$argon2id$…`.
fn braced(text: &str) -> Option<&str> {
    let (scheme, rest) = text.strip_prefix('{')?.split_once('}')?;
    let scheme = scheme.split('@').next()?;
    SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)).then_some(rest)
}

/// `argon2$argon2id$…`, `bcrypt$$2b$…`, `scrypt$N$SALT$r$p$HASH`. Not `bcrypt_sha256$`: what it hashed is no password.
fn django(text: &str) -> Option<Cow<'_, str>> {
    let (name, rest) = text.split_once('$')?;
    match name {
        "argon2" => rest.starts_with("argon2id$").then(|| unpadded_owned(&text[name.len()..])),
        "bcrypt" => rest.starts_with("$2").then_some(Cow::Borrowed(rest)),
        "scrypt" => {
            let parts: Vec<&str> = rest.split('$').collect();
            let [n, salt, r, p, output] = parts[..] else { return None };
            let n: u64 = n.parse().ok().filter(|n: &u64| n.is_power_of_two())?;
            let salt = data_encoding::BASE64_NOPAD.encode(salt.as_bytes());
            Some(Cow::Owned(format!("$scrypt$ln={},r={r},p={p}${salt}${}", n.trailing_zeros(), trimmed(output))))
        }
        _ => None,
    }
}

/// `$e0801$SALT$HASH`: the cost is ln, r and p in one hexadecimal number.
pub(super) fn spring(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.strip_prefix('$')?.split('$').collect();
    let [cost, salt, output] = parts[..] else { return None };
    let cost = u32::from_str_radix(cost, 16).ok().filter(|_| !cost.starts_with('+'))?;
    let (ln, r, p) = (cost >> 16, (cost >> 8) & 0xff, cost & 0xff);
    // What names another scheme is a smaller number: `$1$`, `$5$`, `$2b$`.
    (ln > 0).then(|| format!("$scrypt$ln={ln},r={r},p={p}${}${}", trimmed(salt), trimmed(output)))
}

/// A PHC string without the `=` at the ends of its salt and output.
fn unpadded(text: &str) -> Cow<'_, str> {
    let padded = text.contains("=$") || text.ends_with('=');
    if padded && ["$argon2id$", "$scrypt$"].iter().any(|kind| text.starts_with(kind)) {
        return unpadded_owned(text);
    }
    Cow::Borrowed(text)
}

fn unpadded_owned(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.split('$').map(trimmed).collect::<Vec<_>>().join("$"))
}

fn trimmed(part: &str) -> &str {
    let once = part.strip_suffix('=').unwrap_or(part);
    once.strip_suffix('=').unwrap_or(once)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::password::{importable, verify};

    /// Of this password, by Django 5, passlib, and Python's `hashlib.scrypt` in the form of Spring Security.
    const PASSWORD: &str = "Ren\u{e9}-1234";
    const DJANGO_ARGON2: &str =
        "argon2$argon2id$v=19$m=8192,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$0vbqh8KRJ6HwYgRS5T0ZmONNvj+IJ/nFBfyBUostvr0";
    const DJANGO_BCRYPT: &str = "bcrypt$$2b$05$O.VnY7FuEamh3mz4amC1aO9tLioLjC.QYBqMmxUGbA3mLT85Lxhvu";
    const DJANGO_SCRYPT: &str = "scrypt$1024$djangoSalt0123456789ab$8$1$eWjXE4XberkK77n3mLuyMDAlEG6gvbmTeucJLZHlzd1AtJLpaMhkGN1ygJT8TjM0vaEYEcAaKFx7CdM0SjFI0w==";
    const SPRING_LONG: &str = "{scrypt}$a0801$AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA==$sfwFgic4FPMXkQzDhzSXBpbT6yL2LqnIDyXUZ3BTK/c=";
    const SPRING_SHORT: &str =
        "{scrypt@SpringSecurity_v5_8}$a0801$AQIDBAUGBwgJCgsMDQ4PEA==$+1txAjvL05gLjg8OcG6xyIhWv6Rj3gSieWgifvikdQs=";
    const PADDED: &str = "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg==$M0jq1sX29lWZdE37G/nuHGrfXUs4HMsyWhAkjmGIUGI=";

    #[test]
    fn r_pwd_5_a_hash_in_the_wrapping_of_another_system_verifies_as_it_rests() {
        let (bcrypt, argon) = (&DJANGO_BCRYPT["bcrypt$".len()..], &DJANGO_ARGON2["argon2".len()..]);
        let wrapped = [
            ["{CRYPT}", "{crypt}", "{BLF-CRYPT}", "{bcrypt}", "{BCRYPT}", "bcrypt$"]
                .map(|before| format!("{before}{bcrypt}")),
            ["{ARGON2}", "{argon2}", "{ARGON2ID}", "{argon2@SpringSecurity_v5_8}", "{CRYPT}", "argon2"]
                .map(|before| format!("{before}{argon}")),
            [
                DJANGO_SCRYPT,
                SPRING_LONG,
                SPRING_SHORT,
                &SPRING_SHORT["{scrypt@SpringSecurity_v5_8}".len()..],
                PADDED,
                &format!("{{SCRYPT}}{PADDED}"),
            ]
            .map(str::to_owned),
        ];
        for (text, kind) in wrapped
            .iter()
            .zip(["bcrypt", "argon2id", "scrypt"])
            .flat_map(|(all, kind)| all.iter().map(move |text| (text, kind)))
        {
            let (found, phc) = importable(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(found.word(), kind, "{text}");
            assert!(phc.starts_with('$') && !phc.ends_with('=') && unwrapped(&phc) == phc, "{phc}");
            assert_eq!(verify(&PASSWORD.into(), &phc), Ok(true), "{text}");
            assert_eq!(verify(&"ren\u{e9}-1234".into(), &phc), Ok(false), "{text}");
        }
        let padded = format!("{argon}=").replace("c2FsdA$", "c2FsdA==$");
        assert_eq!(importable(&padded).map(|(_, phc)| phc), Ok(argon.to_owned()));
    }

    #[test]
    fn r_pwd_5_what_is_wrapped_and_not_taken_stays_refused() {
        let bcrypt = &DJANGO_BCRYPT["bcrypt$".len()..];
        for text in [
            // Django hashes a hash of the password here, and passlib and Dovecot know the like.
            &*format!("bcrypt_sha256${bcrypt}"),
            &format!("{{BCRYPT-SHA256}}{bcrypt}"),
            &format!("{{CRYPT}}{{CRYPT}}{bcrypt}"),
            &format!("{{SSHA}}{bcrypt}"),
            &format!("{{}}{bcrypt}"),
            &format!("{{CRYPT}}!{bcrypt}"),
            &format!("bcrypt{bcrypt}"),
            "{SSHA}MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY=",
            "{CRYPT}$6$rounds=1000$V1v/C96j6R.MsOS.$srzD9PsW9YPVkbURM0R7A2rP0X9sLHu/x/Zzz877Eid764LPtPJQ9d.4UQJqAGnDmHi634XDUvw7ZALGC1FTa.",
            "{CRYPT}$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/",
            "{bcrypt}",
            "argon2$argon2i$v=19$m=8192,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$0vbqh8KRJ6HwYgRS5T0ZmONNvj+IJ/nFBfyBUostvr0",
            &DJANGO_SCRYPT.replace("1024", "1000"),
            &DJANGO_SCRYPT.replace("1024", "0"),
            &DJANGO_SCRYPT.replace("$8$", "$+8$"),
            &DJANGO_SCRYPT.replace("==", "==="),
            &SPRING_SHORT.replace("a0801", "+a0801"),
            &SPRING_SHORT.replace("a0801", "801"),
            "pbkdf2_sha256$1000$salt0123456789$CWxo9CyAI5fBHYfKgf06NmteCi+TCel575WR2yjYl2I=",
        ] {
            assert!(importable(text).is_err(), "{text}");
        }
        let dear = [DJANGO_SCRYPT.replace("1024", "9223372036854775808"), SPRING_SHORT.replace("a0801", "ff0801")];
        assert!(dear.iter().all(|text| importable(text) == Err(crate::domain::password::HashError::OutOfBounds)));
    }
}
