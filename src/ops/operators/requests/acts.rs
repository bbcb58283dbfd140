//! The acts that can wait for a second person, one line each. What an act requires, covers and does is in its own file.

use crate::{
    domain::{
        event::Why,
        permission::{Operator, Permission},
    },
    error::Result,
    ops::{
        Operation,
        factors::{disable::Disable, reset::Reset},
        operators::{
            grant_level::GrantLevel,
            revoke_level::RevokeLevel,
            two_persons::{TwoPerson, encoding},
        },
        rescue::issue_emergency::IssueEmergency,
        tenant::set_policy::SetPolicy,
    },
    store::{ReadTx, RequestRow, WriteTx},
};
use serde_json::Value;

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident,)*) => {
        /// An act that waits.
        #[derive(Clone, Debug)]
        pub enum Act {
            $($(#[$doc])* $act($act),)*
        }

        /// The result of an approved act.
        #[derive(Debug)]
        pub enum Performed {
            $($(#[$doc])* $act(Box<<$act as Operation>::Outcome>),)*
        }

        impl Act {
            pub(super) fn of(row: &RequestRow) -> Result<Self> {
                let name = encoding::stored_name(row).unwrap_or_default();
                $(if name == encoding::name($act::ACT) {
                    return encoding::read(row).map(Self::$act);
                })*
                Err(encoding::unreadable(row))
            }

            pub fn name(&self) -> String {
                encoding::name(match self { $(Self::$act(_) => $act::ACT,)* })
            }

            pub(super) const fn permission(&self) -> Permission {
                match self { $(Self::$act(_) => $act::PERMISSION,)* }
            }

            pub(super) fn why(&self) -> &Why {
                match self { $(Self::$act(act) => act.why(),)* }
            }

            pub(super) fn covers(&self, tx: &ReadTx<'_>) -> Result<Value> {
                match self { $(Self::$act(act) => act.covers(tx),)* }
            }

            pub(super) fn effects(&self, tx: &ReadTx<'_>, target: &str) -> Result<Vec<String>> {
                match self { $(Self::$act(act) => act.effects(tx, target),)* }
            }

            pub(super) fn names(&self, tx: &ReadTx<'_>, operator: &Operator) -> Result<bool> {
                match self { $(Self::$act(act) => act.names(tx, operator),)* }
            }

            pub(super) fn must_name(&self, tx: &ReadTx<'_>, operator: &Operator) -> Result<()> {
                match self { $(Self::$act(act) => act.must_name(tx, operator),)* }
            }

            pub(super) fn perform(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Performed> {
                match self { $(Self::$act(act) => Ok(Performed::$act(Box::new(act.apply(tx, operator)?))),)* }
            }
        }
    };
}

acts! {
    /// `2fa reset`
    Reset,
    /// `2fa disable`
    Disable,
    /// `emergency issue`
    IssueEmergency,
    /// `level grant`, of any other level
    GrantLevel,
    /// `level revoke`
    RevokeLevel,
    /// `policy set`, if it ends the rule of two persons
    SetPolicy,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            event::{Actor, ActorAuth},
            permission::{Account, Authority, Permissions},
            request::RequestState,
            time::Time,
        },
        error::Code,
    };

    fn row(operation: &str) -> RequestRow {
        let time = Time::from_millis(1_700_000_000_000);
        RequestRow {
            id: "1".into(),
            resource: None,
            operation: operation.to_owned(),
            what: String::new(),
            state: RequestState::Waiting,
            fingerprint: Vec::new(),
            asked_by: "os:root".into(),
            asked_at: time,
            expires_at: time,
            decided_by: None,
            decided_at: None,
            intact: true,
        }
    }

    fn operator(authority: Authority, auth: ActorAuth) -> Operator {
        Operator { actor: Actor { name: "os:root".into(), auth }, authority }
    }

    /// What an act is read from, and stored as by the owner.
    fn again<A: TwoPerson>(text: &str) -> Result<String> {
        encoding::text(&encoding::read::<A>(&row(text))?, &operator(Authority::Owner, ActorAuth::Owner))
    }

    /// In the format of the first builds: a request outlives the build that made it, and its fingerprint covers its text.
    #[test]
    fn r_perm_6_a_stored_act_is_read_and_written_byte_for_byte() {
        type Again = fn(&str) -> Result<String>;
        let why = r#""why":{"reason":"phone\"lost","ticket":"T-1"}"#;
        let record = r#""identity":"passport","channel":"video","reference":"K 7""#;
        let consent = r#""consent_reference":"c","approved_by":"eve","approved_on_system":null"#;
        let until = r#""until":"2026-12-01T20:19:58.000Z""#;
        let stored: [(&str, Again, String); 6] = [
            ("2fa reset", again::<Reset>, format!(r#""resource":"r",{why}"#)),
            ("2fa disable", again::<Disable>, format!(r#""resource":"r",{record},{consent},{until},{why}"#)),
            ("emergency issue", again::<IssueEmergency>, format!(r#""resource":"r",{record},"show":true,{why}"#)),
            ("level grant", again::<GrantLevel>, format!(r#""resource":"r","level":"reader",{why}"#)),
            ("level revoke", again::<RevokeLevel>, format!(r#""resource":"r",{why}"#)),
            ("policy set", again::<SetPolicy>, format!(r#""settings":[["two_person","off"]],{why}"#)),
        ];
        for (name, again, fields) in stored {
            let text = format!(r#"{{"command":"{name}",{fields}}}"#);
            assert_eq!(again(&text).expect("it is read"), text);
            let act = Act::of(&row(&text)).expect("it is known");
            assert_eq!((act.name(), act.why().ticket.as_deref()), (name.to_owned(), Some("T-1")));
        }
        let unknown = Act::of(&row(r#"{"command":"level create","why":{}}"#));
        assert_eq!(unknown.expect_err("it waits for nobody").code(), Code::Corrupt);
    }

    #[test]
    fn r_perm_6_the_token_that_an_act_was_asked_with_stands_last() {
        let time = Time::from_millis(1_700_000_000_000);
        let account = Account {
            id: "bot".into(),
            level: "admin".into(),
            permissions: Permissions::ALL,
            left_out: Permissions::default(),
            expires_at: time,
            seen_at: time,
            by: "t".into(),
        };
        let reset = Reset { resource: "r".into(), why: Why::default() };
        let text = encoding::text(&reset, &operator(Authority::Resource(account), ActorAuth::Token)).expect("a text");
        assert_eq!(
            text,
            r#"{"command":"2fa reset","resource":"r","why":{"reason":null,"ticket":null},"asked_with":"t"}"#
        );
        assert_eq!(encoding::asked_with(&row(&text)).as_deref(), Some("t"));
        assert!(Act::of(&row(&text)).is_ok());
    }
}
