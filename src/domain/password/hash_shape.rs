//! Recognizes what other systems store in place of a password, by its form alone. Taken for a password, it would let in anybody with a copy
//! of their tables (R-PWD-5).

use super::foreign_hash;

/// A part of a string that may be an output is so long at least: the shortest, of `$1$`, has 22 characters, and columns cut some off.
const LEAST_OUTPUT: usize = 16;

/// The names between the first two `$` of a string of `crypt(3)` or PHC.
const MODULAR: [&str; 33] = [
    "1",
    "2",
    "2a",
    "2b",
    "2x",
    "2y",
    "3",
    "5",
    "6",
    "7",
    "8",
    "9",
    "14",
    "apr1",
    "argon2d",
    "argon2i",
    "argon2id",
    "bcrypt",
    "bcrypt-sha256",
    "gy",
    "md5",
    "ml",
    "pbkdf2",
    "pbkdf2-sha1",
    "pbkdf2-sha256",
    "pbkdf2-sha512",
    "rscrypt",
    "s1",
    "scrypt",
    "sha1",
    "shiro1",
    "sm3",
    "y",
];

/// The names before the first `$` or `:` of what frameworks and databases write.
const NAMED: [&str; 20] = [
    "argon2",
    "argon2i",
    "argon2id",
    "bcrypt",
    "bcrypt_sha256",
    "crypt",
    "md5",
    "pbkdf2",
    "pbkdf2_sha1",
    "pbkdf2_sha256",
    "pbkdf2_sha512",
    "scram-sha-1",
    "scram-sha-256",
    "scrypt",
    "sha",
    "sha1",
    "sha256",
    "sha512",
    "ssha",
    "unsalted_md5",
];

/// Schemes in braces that the patterns of [`is_scheme`] leave out; the last rows mark what is kept elsewhere, or as it is.
const SCHEMES: [&str; 18] = [
    "LM",
    "LANMAN",
    "NT",
    "NTLM",
    "OTP",
    "SKEY",
    "RPA",
    "AES",
    "DES",
    "XOR",
    "ISSHA",
    "LDAP",
    "SASL",
    "KERBEROS",
    "CLEAR",
    "CLEARTEXT",
    "PLAIN",
    "NOOP",
];

/// Lengths of digests in hexadecimal, from MD5 to SHA-512.
const DIGESTS: [usize; 6] = [32, 40, 56, 64, 96, 128];

/// Whether this is a hash in the form of one of the systems that keep them, or what they store in place of one. A digest without any mark is not
/// distinguished from a random password: see [`is_digest`].
pub fn is_hash_shaped(text: &str) -> bool {
    let text = text.trim();
    // Before the hash of an account that is locked.
    let unlocked = text.trim_start_matches(['!', '*']);
    is_braced(unlocked) || is_encoded(text) || is_modular(unlocked) || is_named(unlocked) || is_of_database(text)
}

/// Whether this is a digest in hexadecimal and nothing else. Somebody may have made passwords so.
pub fn is_digest(text: &str) -> bool {
    let text = text.trim();
    DIGESTS.contains(&text.len()) && is_hex(text) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// `{SSHA}…`, `{BLF-CRYPT}…`, `{SHA256.HEX}…`, `{argon2@SpringSecurity_v5_8}…`.
fn is_braced(text: &str) -> bool {
    let parts = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    parts.is_some_and(|(scheme, rest)| !rest.is_empty() && is_scheme(scheme))
}

fn is_scheme(scheme: &str) -> bool {
    let name = scheme.split(['.', '@', ',']).next().unwrap_or_default().to_ascii_uppercase().replace('_', "-");
    let name = name.strip_prefix("X-").unwrap_or(&name);
    let sha = name.strip_prefix('S').filter(|rest| rest.starts_with("SHA")).unwrap_or(name).strip_prefix("SHA");
    sha.is_some_and(|bits| bits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
        || ["ARGON2", "BCRYPT", "PBKDF2", "SCRAM-"].iter().any(|begin| name.starts_with(begin))
        || ["CRYPT", "MD4", "MD5"].iter().any(|end| name.ends_with(end))
        || SCHEMES.contains(&name)
}

/// The same in base64, as LDIF has it: `e1NTSEF9…`.
fn is_encoded(text: &str) -> bool {
    // What begins with `{` begins so.
    let begins = text.starts_with('e') && text.len() <= 1024;
    let bytes = begins.then(|| data_encoding::BASE64.decode(text.as_bytes()).ok()).flatten();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).is_some_and(|text| is_braced(&text))
}

/// `$6$SALT$OUTPUT`, `$argon2id$v=19$…`, `$P$…`.
fn is_modular(text: &str) -> bool {
    let Some((name, rest)) = text.strip_prefix('$').and_then(|text| text.split_once('$')) else { return false };
    if !rest.bytes().all(is_of_crypt) {
        return false;
    }
    // phpass and Drupal put cost, salt and output into one.
    let in_one = ["P", "H", "S"].contains(&name) && rest.len() >= 31 && !rest.contains('$');
    let name = name.split(',').next().unwrap_or_default();
    in_one || MODULAR.contains(&name) && has_output(rest, '$') || foreign_hash::spring(text).is_some()
}

/// `pbkdf2_sha256$SALT$OUTPUT`, `scrypt:32768:8:1$SALT$OUTPUT`, `md5:OUTPUT`.
fn is_named(text: &str) -> bool {
    let Some((name, rest)) = text.split_once(['$', ':']) else { return false };
    let known = NAMED.iter().any(|known| name.eq_ignore_ascii_case(known));
    known && rest.bytes().all(is_of_crypt) && rest.split(['$', ':']).any(|part| part.len() >= LEAST_OUTPUT)
}

/// MySQL's `*HEX`, PostgreSQL's `md5HEX`, SQL Server's `0x0100HEX`, a digest with its salt, `HEX:SALT`, and what Django has where there is no
/// password, `!` and 40 letters and digits.
fn is_of_database(text: &str) -> bool {
    let mysql = text.strip_prefix('*').is_some_and(|rest| rest.len() == 40 && is_hex(rest));
    let postgres = text.strip_prefix("md5").is_some_and(|rest| rest.len() == 32 && is_hex(rest));
    let server = ["0x0100", "0x0200"].iter().filter_map(|begin| text.strip_prefix(begin));
    let server = server.into_iter().any(|rest| rest.len() >= 40 && is_hex(rest));
    let salted = text.split_once(':').is_some_and(|(digest, salt)| is_digest(digest) && !salt.is_empty());
    let unusable =
        text.strip_prefix('!').is_some_and(|rest| rest.len() == 40 && rest.bytes().all(|b| b.is_ascii_alphanumeric()));
    mysql || postgres || server || salted || unusable
}

/// Whether what follows the name of a scheme has salt and output.
fn has_output(rest: &str, delimiter: char) -> bool {
    let output = rest.trim_end_matches(delimiter).rsplit_once(delimiter);
    output.is_some_and(|(_, output)| output.len() >= LEAST_OUTPUT)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What salts, parameters and outputs are made of.
const fn is_of_crypt(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'$' | b'+' | b'=' | b',' | b'-' | b'_' | b':' | b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn r_pwd_5_what_other_systems_keep_is_known_by_its_form() {
        let hex = "5f4dcc3b5aa765d61d8327deb882cf99";
        let bcrypt = "$2b$05$tenantctlTestsSaltXYZeigqXZNuk5Tr4IPZNJG3lAA1qC5QStQa";
        for text in [
            "{SSHA}MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY=",
            "{ssha512}x",
            "{SHA-256}MTIzNDU2",
            "{SHA256.HEX}ab12",
            "{PBKDF2_SHA256}AAAgAB",
            "{x-issha, 1024}dGVzdA==",
            "{MD5}X03MO1qnZdYdgyfeuILPmQ==",
            "{PLAIN-MD5}x",
            "{CRYPT}$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/",
            "{crypt}aaJfMKNH1hTm2",
            &format!("{{bcrypt}}{bcrypt}"),
            "{noop}password",
            "{SASL}ada@acme.example",
            "{argon2@SpringSecurity_v5_8}$argon2id$v=19$m=16384,t=2,p=1$x$y",
            "e1NTSEF9TVRJek5EVTJOemc1TUdGaVkyUmxabWRvYVdwcmJHMXViM0J4Y25OMGRYWT0=",
            bcrypt,
            &format!("!{bcrypt}"),
            &format!(" {bcrypt}\t"),
            &bcrypt[..50],
            "$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/",
            "$1$$I2o9Z7NcvQAKp7wyCTlia0",
            "$3$$8846f7eaee8fb117ad06bdd830b7586c",
            "$5$rounds=5000$saltsalt$fV3tTQMyQjgRtKgkDE7Wb3C6QcnSCfJHWRC3jKMzYP4",
            "!!$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQAr/36eYgv5K2SgQKb0EBfMKWbvDbZ2tVfYPYrjLBPLP3rPWMzbR.",
            "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
            "$7$CU..../....2Q9obwLhin8qvQl6sisAO/$sc/ueXrFLrhFh6FgDdDSVhGJLu3cE5Rg6TI5PwnbGV4",
            "$apr1$qh5yVWFm$TBZs2P1wTtS5jZpoSbOuq.",
            "$md5,rounds=904$iPPKEBnEkp3JV8uX$0L6m7rOFTVFn.SGqo2M9W1",
            "$P$5PJ8EaZWG5C8CIKr5X1hTyQ.MhGK0y0",
            "$S$DxVn7wubSRzoK9X2pkGx4njeDRkLEgdqPphc2ZXkkb8Viy8JEGf3",
            "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "$a0801$AQIDBAUGBwgJCgsMDQ4PEA==$+1txAjvL05gLjg8OcG6xyIhWv6Rj3gSieWgifvikdQs=",
            "pbkdf2_sha256$1000$salt0123456789$CWxo9CyAI5fBHYfKgf06NmteCi+TCel575WR2yjYl2I=",
            "pbkdf2:sha256:260000$Zy3jYzmBoUlz$5b51ab8a1e94c2a8e6c9e8e0b5f9f0a3f3f2d2a7",
            "argon2$argon2id$v=19$m=8192,t=2,p=1$c2FsdHNhbHQ$0vbqh8KRJ6HwYgRS5T0ZmONNvj",
            &format!("bcrypt_sha256${bcrypt}"),
            "SCRAM-SHA-256$4096:jBPWLkgIx0ZyeDv1$6m1pD1ToPM5Hm5FnyG4=:x",
            &format!("md5$salt0123${hex}"),
            &format!("MD5:{hex}"),
            &format!("md5{hex}"),
            &format!("{hex}:ab"),
            "!k3QyCkfqKmV0dU0dD4hHqVn1qM3oT9zJc7Lx2WbR",
            "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29",
            "0x0100A607BA7C54A24D17B565C59F1743776A10250F581D482DA8",
        ] {
            assert!(is_hash_shaped(text), "{text}");
            assert!(!is_digest(text), "{text}");
        }
    }

    #[test]
    fn r_pwd_1_passwords_that_begin_like_a_hash_are_passwords() {
        for text in [
            "",
            "$",
            "$$",
            "$ecret$Horse7",
            "$Horse$Battery$StapleCorrect7",
            "$1$Horse7battery",
            "$1,000,000$",
            "$5$more$than-Horse7",
            "$2b$not2b",
            "$P$rintHorse7",
            "$S$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$",
            "{Horse}Battery7",
            "{Shade}of-Horse7",
            "{Cryptic}Horse7",
            "{SSHA}",
            "{}Horse7battery",
            "{ssha Horse7battery",
            "*Horse7battery*",
            "!Horse7battery",
            "md5-Horse7battery",
            "md5:Horse7",
            "sha1$Horse7",
            "horse:battery7",
            "argon2-is-a-Horse",
            "Correct-Horse7Battery",
            "eHorseBattery7==",
            "e1NTSEF9",
            "0x0100-Horse7",
            "5f4dcc3b5aa765d61d8327deb882cf99",
        ] {
            assert!(!is_hash_shaped(text), "{text}");
        }
    }

    #[test]
    fn digests_are_told_by_their_length_and_digits() {
        for text in ["5f4dcc3b5aa765d61d8327deb882cf99", " 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8 "] {
            assert!(is_digest(text) && !is_hash_shaped(text), "{text}");
        }
        for text in ["", "5f4dcc3b5aa765d61d8327deb882cf9", "5f4dcc3b5aa765d61d8327deb882cf9g", &"1".repeat(32)] {
            assert!(!is_digest(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_words_are_no_hashes(text in "\\PC{0,80}", words in "[A-Z][a-z]{2,8}[-_.!$][A-Z][a-z]{2,8}[0-9]{1,4}[!?#]") {
            let _ = (is_hash_shaped(&text), is_digest(&text));
            prop_assert!(!is_hash_shaped(&words) && !is_digest(&words));
        }
    }
}
