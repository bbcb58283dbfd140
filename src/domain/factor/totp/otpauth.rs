//! The key of an enrollment as it is shown: the URI of the QR code, and base32 for typing by hand (R-TOTP-1).

use super::{Parameters, TotpFault};
use crate::domain::{
    secret::{SecretBytes, SecretText},
    text::clean_text,
};
use data_encoding::BASE32_NOPAD;

/// Reads an issuer: 1 to 64 characters, NFC, trimmed, without a colon or anything invisible (R-TOTP-1).
///
/// # Errors
/// [`TotpFault::Issuer`] or [`TotpFault::IssuerColon`].
pub fn issuer(typed: &str) -> Result<String, TotpFault> {
    let issuer = clean_text("issuer", typed, 64)?;
    // Some apps fold a full-width colon before they split.
    if issuer.contains([':', '：']) { Err(TotpFault::IssuerColon) } else { Ok(issuer) }
}

/// The URI for the QR code: `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER`, with whatever is not default. R-TOTP-1.
pub fn uri(issuer: &str, account: &str, secret: &SecretBytes, p: &Parameters) -> SecretText {
    let key = key(secret);
    // With room for all of it: growing would leave copies of the key behind.
    let mut uri = String::with_capacity(96 + 6 * issuer.len() + 3 * account.len() + key.expose().len());
    uri.push_str("otpauth://totp/");
    encode(&mut uri, issuer, b"@");
    uri.push(':');
    encode(&mut uri, account, b"@");
    uri.push_str("?secret=");
    uri.push_str(key.expose());
    uri.push_str("&issuer=");
    encode(&mut uri, issuer, b"");
    let usual = Parameters::default();
    if p.algorithm != usual.algorithm {
        uri.push_str(&format!("&algorithm={}", p.algorithm));
    }
    if p.digits != usual.digits {
        uri.push_str(&format!("&digits={}", p.digits));
    }
    if p.period != usual.period {
        uri.push_str(&format!("&period={}", p.period));
    }
    SecretText::new(uri)
}

/// RFC 3986: everything but the unreserved characters, and `also`, as `%XX`.
fn encode(into: &mut String, text: &str, also: &[u8]) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// The key for typing by hand: base32 in upper case without padding (R-TOTP-1).
pub fn key(secret: &SecretBytes) -> SecretText {
    SecretText::new(BASE32_NOPAD.encode(secret.expose()))
}

/// The key in groups of four, parted by spaces, which every app skips (R-TOTP-1).
pub fn key_in_groups(secret: &SecretBytes) -> SecretText {
    let key = key(secret);
    let mut groups = String::with_capacity(key.expose().len() * 5 / 4 + 1);
    for (i, c) in key.expose().chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            groups.push(' ');
        }
        groups.push(c);
    }
    SecretText::new(groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::factor::totp::Algorithm;

    fn rfc_secret(bytes: usize) -> SecretBytes {
        SecretBytes::new(b"1234567890".iter().copied().cycle().take(bytes).collect())
    }

    #[test]
    fn r_totp_1_the_uri_and_the_key_are_exact() {
        let secret = rfc_secret(20);
        let key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        let plain = uri("Acme", "ada@acme.example", &secret, &Parameters::default());
        assert_eq!(plain.expose(), format!("otpauth://totp/Acme:ada@acme.example?secret={key}&issuer=Acme"));
        let p = Parameters::new(Algorithm::Sha256, 8, 60).expect("valid");
        let odd = uri("A & Söhne@x", "a'b+c@x", &secret, &p);
        let wanted = "otpauth://totp/A%20%26%20S%C3%B6hne@x:a%27b%2Bc@x?secret={key}&issuer=A%20%26%20S%C3%B6hne%40x";
        assert_eq!(odd.expose(), wanted.replace("{key}", key) + "&algorithm=SHA256&digits=8&period=60");
        assert_eq!(key_in_groups(&secret).expose(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(super::key(&rfc_secret(16)).expose().len(), 26);
    }

    #[test]
    fn r_totp_1_an_issuer_is_short_visible_text_without_a_colon() {
        assert_eq!(issuer(" Acme GmbH ").as_deref(), Ok("Acme GmbH"));
        for bad in ["", " ", "a:b", "a\u{ff1a}b", "a\u{202e}b", "a\nb", &"x".repeat(65)] {
            assert!(issuer(bad).is_err(), "{bad:?}");
        }
    }
}
