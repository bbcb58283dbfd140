//! People whose passwords come as hashes of another system: imported, logged in with, raised, changed (R-PWD-5).

use crate::common::{self, Home, finish, holds, start};
use serde_json::Value;
use std::fs;

const TYPED: &str = "Ren\u{e9}-1234";
/// Made of that password by libxcrypt, which is no part of this program.
const BCRYPT: &str = "$2b$05$tenantctlTestsSaltXYZeigqXZNuk5Tr4IPZNJG3lAA1qC5QStQa";
/// By `hashlib.scrypt` of Python.
const SCRYPT: &str = "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M0jq1sX29lWZdE37G/nuHGrfXUs4HMsyWhAkjmGIUGI";
/// By the reference implementation, of `password`.
const ARGON2ID: &str = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

/// A tenant into which people with these hashes were imported; their license lets them in with a password alone.
fn imported(people: &[(&str, &str)]) -> Home {
    let home = Home::with_tenant();
    fs::write(home.path().join("people.csv"), file(people)).expect("written");
    let told = home.run(["resource", "import", "people.csv"]).exits(0);
    assert_eq!(told.json()["created"], people.len());
    home
}

fn file(people: &[(&str, &str)]) -> String {
    let rows = people.iter().map(|(name, hash)| format!("{name}@acme.example,{name}@m.example,api,\"{hash}\"\n"));
    "username,email,license,password_hash\n".to_owned() + &rows.collect::<String>()
}

fn login(home: &Home, name: &str, password: &str) -> common::Run {
    let command = home.command(["authenticate", &format!("{name}@acme.example"), "--password-stdin"]);
    finish(start(command, &format!("{password}\n")))
}

fn events(home: &Home, action: &str, name: &str) -> Vec<Value> {
    let target = format!("{name}@acme.example");
    let events = home.events().into_iter().filter(|event| event["action"] == action && event["target"] == target);
    events.map(|event| event["details"].clone()).collect()
}

#[test]
fn r_pwd_5_an_imported_hash_lets_in_and_the_first_granted_login_makes_it_argon2id() {
    let home = imported(&[("bea", BCRYPT), ("sam", SCRYPT), ("ari", ARGON2ID)]);
    for (name, hash, kind) in [("bea", BCRYPT, "bcrypt"), ("sam", SCRYPT, "scrypt")] {
        assert_eq!(events(&home, "password.set", name)[0]["imported_hash"], kind);
        let _ = login(&home, name, "ren\u{e9}-1234").exits(20);
        let _ = login(&home, name, &format!("{TYPED}5")).exits(20);
        assert!(holds(&home.bytes(), hash) && events(&home, "password.rehash", name).is_empty(), "{name}");
        // Another spelling of the same letters is the same password.
        let granted = login(&home, name, "Rene\u{301}-1234").exits(0).json();
        assert_eq!(granted["outcome"], "granted");
        let raised = events(&home, "password.rehash", name);
        assert_eq!((raised.len(), &raised[0]["changed"]["hash"]["before"]), (1, &kind.into()));
        let _ = login(&home, name, TYPED).exits(0);
        assert_eq!(events(&home, "password.rehash", name).len(), 1, "once is enough");
    }
    // A hash of this kind is dearer than the policy asks for, and stays.
    let _ = login(&home, "ari", "password").exits(0);
    assert!(events(&home, "password.rehash", "ari").is_empty());
    let told = home.run(["audit", "log", "-o", "jsonl"]).exits(0).out;
    assert!(![BCRYPT, SCRYPT, ARGON2ID, "imported_hash\":\"$"].iter().any(|hash| told.contains(hash)));
}

#[test]
fn r_pwd_5_hashes_as_directories_and_frameworks_write_them_let_in() {
    // The last three are Django's and Spring Security's own ways to write scrypt, and scrypt with padding, all of the same password.
    let wrapped = [
        ("ldap", &*format!("{{CRYPT}}{BCRYPT}")),
        ("dovecot", &format!("{{BLF-CRYPT}}{BCRYPT}")),
        ("spring", &format!("{{bcrypt}}{BCRYPT}")),
        ("django", &format!("bcrypt${BCRYPT}")),
        ("openldap", &format!("{{ARGON2}}{ARGON2ID}")),
        ("djangoargon", &format!("argon2{ARGON2ID}")),
        (
            "djangoscrypt",
            "scrypt$1024$djangoSalt0123456789ab$8$1$eWjXE4XberkK77n3mLuyMDAlEG6gvbmTeucJLZHlzd1AtJLpaMhkGN1ygJT8TjM0vaEYEcAaKFx7CdM0SjFI0w==",
        ),
        (
            "springscrypt",
            "{scrypt}$a0801$AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QA==$sfwFgic4FPMXkQzDhzSXBpbT6yL2LqnIDyXUZ3BTK/c=",
        ),
        ("padded", "$scrypt$ln=10,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg==$M0jq1sX29lWZdE37G/nuHGrfXUs4HMsyWhAkjmGIUGI="),
    ];
    let home = imported(&wrapped);
    for (name, hash) in wrapped {
        let password = if hash.contains("m=65536") { "password" } else { TYPED };
        let _ = login(&home, name, hash).exits(20);
        let _ = login(&home, name, &format!("{password}5")).exits(20);
        let _ = login(&home, name, password).exits(0);
        let _ = login(&home, name, password).exits(0);
    }
}

#[test]
fn r_pwd_1_the_password_that_came_is_one_of_the_previous_five() {
    let home = imported(&[("bea", BCRYPT), ("sam", SCRYPT)]);
    let set = |name: &str, password: &str| {
        home.run_with(["password", "set", name, "--password-stdin"], &format!("{password}\n"))
    };
    for name in ["bea", "sam"] {
        let refused = set(name, TYPED).exits(7);
        assert!(
            refused.error()["message"].as_str().is_some_and(|message| message.contains("used before")),
            "{}",
            refused.err
        );
        let _ = set(name, "another-Horse8battery").exits(0);
        let _ = login(&home, name, TYPED).exits(20);
        let _ = login(&home, name, "another-Horse8battery").exits(0);
        let _ = set(name, TYPED).exits(7);
    }
}

#[test]
fn r_pwd_5_other_hashes_are_refused_by_their_row_in_words_that_name_what_is_taken() {
    let home = Home::with_tenant();
    let bad = [
        "$1$O3JMY.Tw$AdLnLjQ/5jXF9.MTp3gHv/",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$pbkdf2-sha256$i=1000,l=32$c2FsdHNhbHRzYWx0$8qXfnZ9Gk6GgDQYYfIFGDTp+rTT3WU0dmCMvcCNpwLE",
        &ARGON2ID.replace("2id", "2i"),
        &BCRYPT.replace("$05$", "$31$"),
        &SCRYPT.replace("ln=10", "ln=40"),
    ];
    let people: Vec<_> = ["a", "b", "c", "d", "e", "f"].into_iter().zip(bad).collect();
    fs::write(home.path().join("people.csv"), file(&people)).expect("written");
    let told = home.run(["resource", "import", "people.csv"]).exits(7);
    let rejects = told.json()["rejects"].as_array().expect("rejects").clone();
    assert_eq!(rejects.len(), bad.len());
    for ((line, reject), hash) in (2..).zip(&rejects).zip(bad) {
        assert_eq!((&reject["line"], &reject["field"]), (&line.into(), &"password_hash".into()));
        let message = reject["message"].as_str().expect("a sentence");
        assert!(["Argon2id", "bcrypt", "scrypt"].iter().all(|kind| message.contains(kind)), "{message}");
        assert!(!told.out.contains(hash) && !told.err.contains(hash), "{hash}");
    }
    assert_eq!(
        home.run(["resource", "list"]).exits(0).json()["items"].as_array().map(Vec::len),
        Some(1),
        "nobody came"
    );
}
