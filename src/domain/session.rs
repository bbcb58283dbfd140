//! Sessions (R-SES-1, R-SES-2, R-SES-3, R-SES-4): how many of which kind, how long without activity, and the form of their tokens.

use super::{
    event::words,
    secret::SecretText,
    time::{Span, Time},
};
use data_encoding::BASE64URL_NOPAD;

words! {
    /// What the person logs in with.
    Client { Desktop "desktop", Tablet "tablet", Mobile "mobile", Outlook "outlook", }
}

impl Client {
    /// Whether a password may be changed with it (R-PWD-3).
    pub const fn may_change_password(self) -> bool {
        matches!(self, Client::Desktop | Client::Tablet)
    }
}

/// Clients that share one session limit (R-SES-1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClientClass {
    /// Desktop and tablet; also a front end that does not say.
    Desktop,
    /// Mobile and Outlook.
    Mobile,
}

impl ClientClass {
    /// The class of a client.
    pub const fn of(client: Option<Client>) -> Self {
        match client {
            None | Some(Client::Desktop | Client::Tablet) => ClientClass::Desktop,
            Some(Client::Mobile | Client::Outlook) => ClientClass::Mobile,
        }
    }
}

/// A session of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, which is no secret.
    pub id: String,
    pub resource: String,
    /// An operator's sign-in to this program.
    pub operator: bool,
    /// With what the person logged in.
    pub client: Option<Client>,
    /// The applications that share it, the first one first (R-TOTP-7).
    pub apps: Vec<String>,
    /// The origin of the login.
    pub source: Option<String>,
    /// When it began.
    pub created_at: Time,
    /// The last sign of life.
    pub last_seen_at: Time,
    /// It is as this program wrote it; one that was changed in the file opens nothing.
    pub intact: bool,
}

/// How far a sign of life may be ahead of the clock: as far as the clock may be behind the history (R-AUD-7).
const AHEAD: Span = Span::seconds(120);

impl Session {
    /// When it ends unless it is used before (R-SES-3).
    pub fn expires_at(&self, idle: Span) -> Time {
        self.last_seen_at.plus(idle)
    }

    /// Whether it is alive.
    pub fn live(&self, idle: Span, now: Time) -> bool {
        now < self.expires_at(idle) && !self.is_ahead(now)
    }

    /// Whether its last sign of life is of a time to come. It is written without the key, so a writer of the file may put there what keeps a
    /// session alive for years; it is over instead.
    pub fn is_ahead(&self, now: Time) -> bool {
        self.last_seen_at > now.plus(AHEAD)
    }
}

/// How many applications may share one session: what asks under ever new names is no tenant's set of applications.
pub const MOST_APPS: usize = 32;

/// How many sessions of each class may live at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Desktop and tablet together.
    pub desktop: u32,
    /// Mobile and Outlook together.
    pub mobile: u32,
}

impl Limits {
    /// Whether one more session of a client fits beside the live ones (R-SES-1). One that opens nothing takes no place.
    pub fn admit<'a>(self, live: impl IntoIterator<Item = &'a Session>, client: Option<Client>) -> bool {
        let class = ClientClass::of(client);
        let counts = |session: &&Session| session.intact && ClientClass::of(session.client) == class;
        let same = live.into_iter().filter(counts).count();
        let limit = match class {
            ClientClass::Desktop => self.desktop,
            ClientClass::Mobile => self.mobile,
        };
        u32::try_from(same).is_ok_and(|same| same < limit)
    }
}

/// What a token opens. The token begins with it, so a leaked token is recognised for what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// A session.
    Session,
    /// A script's access.
    Script,
    /// The set-up of an account.
    Setup,
}

impl TokenKind {
    const fn prefix(self) -> &'static str {
        match self {
            TokenKind::Session => "tctl_ses_",
            TokenKind::Script => "tctl_tok_",
            TokenKind::Setup => "tctl_set_",
        }
    }

    /// The label of the keyed hash under which such a token rests.
    pub const fn hash_label(self) -> &'static str {
        match self {
            TokenKind::Session => "session token",
            TokenKind::Script => "script token",
            TokenKind::Setup => "set-up token",
        }
    }
}

/// A token: 256 random bits in base64url behind a prefix (R-SES-4).
#[derive(Clone, Debug)]
pub struct Token {
    kind: TokenKind,
    text: SecretText,
}

impl Token {
    pub fn generate(kind: TokenKind, random: [u8; 32]) -> Self {
        let text = format!("{}{}", kind.prefix(), BASE64URL_NOPAD.encode(&random));
        Self { kind, text: SecretText::new(text) }
    }

    /// Reads a token; `None` if it does not have the form of this kind.
    pub fn parse(kind: TokenKind, typed: &str) -> Option<Self> {
        let plain = typed.trim();
        let bits = plain.strip_prefix(kind.prefix()).filter(|_| plain.len() <= 128)?;
        BASE64URL_NOPAD.decode(bits.as_bytes()).ok().filter(|bytes| bytes.len() == 32)?;
        Some(Self { kind, text: SecretText::new(plain.to_owned()) })
    }

    /// What it opens.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The text that is given to its holder.
    pub fn text(&self) -> &SecretText {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(1_700_000_000_000);

    fn session(client: Option<Client>) -> Session {
        Session {
            id: "s".into(),
            resource: "r".into(),
            operator: false,
            client,
            apps: Vec::new(),
            source: None,
            created_at: NOW,
            last_seen_at: NOW,
            intact: true,
        }
    }

    #[test]
    fn r_ses_1_three_on_desktop_and_tablet_and_one_on_mobile_or_outlook() {
        let limits = Limits { desktop: 3, mobile: 1 };
        let desktops = [session(Some(Client::Desktop)), session(Some(Client::Tablet)), session(None)];
        assert!(limits.admit(&desktops[..2], Some(Client::Tablet)));
        assert!(!limits.admit(&desktops, Some(Client::Desktop)) && !limits.admit(&desktops, None));
        assert!(limits.admit(&desktops, Some(Client::Mobile)));
        let outlook = [session(Some(Client::Outlook))];
        assert!(!limits.admit(&outlook, Some(Client::Mobile)) && limits.admit(&outlook, Some(Client::Desktop)));
        let changed = [Session { intact: false, ..session(Some(Client::Outlook)) }];
        assert!(limits.admit(&changed, Some(Client::Mobile)));
    }

    #[test]
    fn r_ses_3_a_session_dies_after_its_idle_time() {
        let (session, idle) = (session(None), Span::hours(8));
        let at = |seconds: i64| Time::from_millis(NOW.millis() + seconds * 1000);
        assert!(session.live(idle, at(8 * 3600 - 1)));
        assert!(!session.live(idle, at(8 * 3600)) && !session.live(idle, at(8 * 3600 + 1)));
        assert!(session.live(idle, at(-120)) && !session.live(idle, at(-121)), "seen in time to come");
    }

    #[test]
    fn r_ses_4_a_token_has_256_bits_and_opens_one_kind_of_thing() {
        let token = Token::generate(TokenKind::Session, [7; 32]);
        let text = token.text().expose();
        assert_eq!(text.len(), "tctl_ses_".len() + 43);
        assert!(Token::parse(TokenKind::Session, &format!(" {text}\n")).is_some());
        for bad in ["", "tctl_ses_", "tctl_ses_AAAA", &text[1..], &format!("{text}A"), &"x".repeat(100_000)] {
            assert!(Token::parse(TokenKind::Session, bad).is_none(), "{bad}");
        }
        assert!(Token::parse(TokenKind::Script, text).is_none());
        assert!(!format!("{token:?}").contains(&text[9..]));
    }

    #[test]
    fn r_ses_4_tokens_rest_under_labels_that_never_change() {
        // A stored hash is found by its label: another word would end every session and refuse every token there is.
        let labels = [TokenKind::Session, TokenKind::Script, TokenKind::Setup].map(TokenKind::hash_label);
        assert_eq!(labels, ["session token", "script token", "set-up token"]);
    }
}
