//! An event of the history (R-AUD-2): who did what to which resource, the outcome and the reason.

use super::time::Time;
use serde::Serialize;
use serde_json::{Map, Value};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name { $(#[doc = concat!("`", $word, "`")] $variant,)* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The word in the history and in JSON.
            pub const fn word(self) -> &'static str { match self { $($name::$variant => $word,)* } }
            /// The value of a stored word.
            pub fn from_word(word: &str) -> Option<Self> { match word { $($word => Some($name::$variant),)* _ => None } }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> ::core::result::Result<Self, String> {
                Self::from_word(word).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|each| each.word()).collect();
                    format!("one of: {}", known.join(", "))
                })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn inline_schema() -> bool { true }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let words: Vec<_> = Self::ALL.iter().map(|each| each.word()).collect();
                schemars::json_schema!({"type": "string", "enum": words})
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What was done. The words are part of the history's format: they are added to, never changed.
    Action {
        TenantInit "tenant.init",
        TenantMigrate "tenant.migrate",
        ResourceCreate "resource.create",
        ResourceEdit "resource.edit",
        ResourceDeactivate "resource.deactivate",
        ResourceActivate "resource.activate",
        ResourceVerifyEmail "resource.verify_email",
        ResourceExport "resource.export",
        PasswordSet "password.set",
        PasswordRehash "password.rehash",
        TotpEnroll "totp.enroll",
        TotpConfirm "totp.confirm",
        TotpRemove "totp.remove",
        TotpShow "totp.qr",
        TotpCheck "totp.check",
        TfaPause "2fa.pause",
        TfaExtend "2fa.extend",
        TfaRequire "2fa.require",
        TfaReset "2fa.reset",
        AccountLock "account.lock",
        AccountUnlock "account.unlock",
        EmergencyIssue "emergency.issue",
        EmergencyRevoke "emergency.revoke",
        Authenticate "authenticate",
        SessionStart "session.start",
        SessionJoin "session.join",
        SessionEnd "session.end",
        SetupIssue "setup.issue",
        SetupAccept "setup.accept",
        AccountRecover "account.recover",
        TfaDisable "2fa.disable",
        RecoveryCodesGenerate "recovery_codes.generate",
        LevelCreate "level.create",
        LevelGrant "level.grant",
        LevelRevoke "level.revoke",
        TokenIssue "token.issue",
        TokenRevoke "token.revoke",
        RequestAsk "request.ask",
        RequestApprove "request.approve",
        RequestDeny "request.deny",
        Rescue "rescue",
        Read "read",
        BreakGlass "break_glass",
        PolicySet "policy.set",
        ClockAccept "clock.accept",
        BackupCreate "backup.create",
        TenantRestore "tenant.restore",
    }
}

words! {
    /// How it ended.
    EventOutcome { Ok "ok", Denied "denied", Refused "refused", }
}

words! {
    /// How the actor proved who it is.
    ActorAuth {
        Owner "owner",
        None "none",
        Session "session",
        Token "token",
        BreakGlass "break_glass",
    }
}

/// Who acts, as the history names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `os:NAME` for the owner of database and key.
    pub name: String,
    /// How that is known.
    pub auth: ActorAuth,
}

/// An event about to be written; the history adds sequence number, time and actor.
#[derive(Clone, Debug)]
pub struct Event {
    pub action: Action,
    /// The id of the resource it was done to; `None` for the tenant as a whole or an unknown name.
    pub target: Option<String>,
    /// How it ended.
    pub outcome: EventOutcome,
    /// The client that a login named.
    pub client: Option<String>,
    /// What may have to be erased one day.
    pub personal: Personal,
}

/// The personal part of an event: kept beside the chain, which covers a salted commitment to it (R-AUD-6).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Personal {
    /// The target's username as shown at that time.
    pub target: Option<String>,
    /// Why, in the operator's words.
    pub reason: Option<String>,
    pub ticket: Option<String>,
    /// Where a login came from.
    pub source: Option<String>,
    /// Before and after of what changed, and what else the action tells; never a secret.
    pub details: Map<String, Value>,
}

impl Event {
    /// An event that went well.
    pub fn ok(action: Action) -> Self {
        Self { action, target: None, outcome: EventOutcome::Ok, client: None, personal: Personal::default() }
    }

    /// The resource it was done to.
    #[must_use]
    pub fn on(mut self, id: &str, shown: &str) -> Self {
        self.target = Some(id.to_owned());
        self.personal.target = Some(shown.to_owned());
        self
    }

    #[must_use]
    pub fn because(mut self, why: &Why) -> Self {
        self.personal.reason.clone_from(&why.reason);
        self.personal.ticket.clone_from(&why.ticket);
        self
    }

    /// One detail.
    #[must_use]
    pub fn detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.personal.details.insert(key.to_owned(), value.into());
        self
    }

    /// What a field was before and is afterwards.
    #[must_use]
    pub fn changed(mut self, field: &str, before: impl Into<Value>, after: impl Into<Value>) -> Self {
        let entry = self.personal.details.entry("changed").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(fields) = entry {
            let pair = [("before".to_owned(), before.into()), ("after".to_owned(), after.into())];
            fields.insert(field.to_owned(), Value::Object(pair.into_iter().collect()));
        }
        self
    }

    /// How it ended, if not well.
    #[must_use]
    pub fn ended(mut self, outcome: EventOutcome) -> Self {
        self.outcome = outcome;
        self
    }
}

/// The reason and ticket that an operator gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Why {
    /// Free text.
    pub reason: Option<String>,
    pub ticket: Option<String>,
}

/// An event as the history stores it.
#[derive(Clone, Debug)]
pub struct StoredEvent {
    /// Its place in the history, from 1.
    pub seq: u64,
    pub at: Time,
    pub actor: String,
    /// How that was known.
    pub actor_auth: String,
    pub action: String,
    /// The id of the resource it was done to.
    pub target: Option<String>,
    /// How it ended.
    pub outcome: String,
    /// With which client.
    pub client: Option<String>,
    /// The personal part as it was written, JSON.
    pub personal: Value,
    /// The chain's value at this event, in hexadecimal.
    pub hash: String,
}
