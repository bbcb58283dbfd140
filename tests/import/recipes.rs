//! The recipes of docs/import.md, typed as they stand there on what other systems write, and what else such files have.

use super::*;
use crate::common::{finish, start};
use std::process::Command;

/// A username, its address, whether it is active.
type Person = (&'static str, &'static str, bool);

/// What each of them reads, and who is there afterwards: username, address, whether active.
const FILES: [(&str, &str, &[Person]); 6] = [
    (
        "entra.csv",
        "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,mobilePhone\n\
         ada@acme.example,Ada Lovelace,Lovelace,,Ada,1,Member,,,True,\n\
         bob@acme.example,Bob,,bob@mail.example,Bob,2,Member,,,False,\n",
        &[("ada@acme.example", "ada@acme.example", true), ("bob@acme.example", "bob@acme.example", false)],
    ),
    (
        "scim.json",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["x"],
           "id":"1","userName":"ada@acme.example","name":{"givenName":"Ada","familyName":"Lovelace"},"active":true,
           "emails":[{"value":"ada@mail.example","type":"work","primary":true}],"meta":{"resourceType":"User"}}]}"#,
        &[("ada@acme.example", "ada@mail.example", true)],
    ),
    (
        "keycloak.json",
        r#"[{"id":"1","username":"ada","firstName":"Ada","lastName":"Lovelace","email":"ada@mail.example","emailVerified":true,
            "createdTimestamp":1700000000000,"enabled":false,"totp":false,"disableableCredentialTypes":[],"requiredActions":[],
            "notBefore":0,"access":{"manage":true}}]"#,
        &[("ada@acme.example", "ada@mail.example", false)],
    ),
    (
        "gam.csv",
        "primaryEmail,name.fullName,name.givenName,name.familyName,suspended\n\
         ada@acme.example,Ada Lovelace,Ada,Lovelace,True\n",
        &[("ada@acme.example", "ada@acme.example", false)],
    ),
    (
        "ad.csv",
        "DN,sn,givenName,userAccountControl,sAMAccountName,mail\n\
         \"CN=Ada,DC=acme\",Lovelace,Ada,512,ada,ada@mail.example\n",
        &[("ada@acme.example", "ada@mail.example", true)],
    ),
    ("duo.txt", "ada, ada@mail.example\n", &[("ada@acme.example", "ada@mail.example", true)]),
];

#[test]
fn the_recipes_of_the_page_import_what_other_systems_write() {
    let page = include_str!("../../docs/import.md");
    let recipes = page.split("## Recipes").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("recipes");
    let typed: Vec<&str> = recipes.lines().filter_map(|line| line.strip_prefix("$ ")).collect();
    assert_eq!(typed.len(), FILES.len());
    for (line, (name, text, people)) in typed.into_iter().zip(FILES) {
        assert!(line.contains(name), "{line}");
        let home = Home::with_tenant();
        std::fs::write(home.path().join(name), text).expect("written");
        let folder = std::path::Path::new(crate::common::BINARY).parent().expect("a folder").display();
        let mut shell = Command::new("bash");
        let path = format!("{folder}:{}", std::env::var("PATH").expect("a search path"));
        shell.args(["-c", &format!("set -o pipefail; {line}")]).env_clear().env("HOME", home.path()).env("PATH", path);
        shell.env("TENANTCTL_OUTPUT", "json").current_dir(home.path());
        let run = finish(start(shell, "")).exits(0);
        assert_eq!(counts(&run.json())[0], people.len() as u64, "{line}: {}", run.err);
        for (username, email, active) in people {
            let one = home.run(["resource", "show", username]).exits(0).json();
            assert_eq!((&one["email"], &one["active"]), (&Value::from(*email), &Value::from(*active)), "{line}");
            assert_eq!(one["first_name"].is_string(), name != "duo.txt", "{line}: {one}");
        }
    }
}

#[test]
fn what_a_download_lacks_is_named_with_the_flag_that_helps() {
    let home = Home::with_tenant();
    let refused = |text: &str| import(&home, text, &[]).exits(7).error();
    let empty = refused("userPrincipalName,mail\nada@acme.example,\n");
    assert!(empty["message"].as_str().is_some_and(|told| told.contains("--map mail=ignore")), "{empty}");
    assert!(empty["hints"].to_string().contains("--map=mail=ignore"), "{empty}");
    let short = refused("username\nada\n");
    assert!(short["notes"].to_string().contains("--domain DOMAIN completes short names"), "{short}");
    let headless = refused("ada, ada@mail.example\n");
    assert!(headless["message"].as_str().is_some_and(|told| told.contains("username,email")), "{headless}");
    let delimiters = import(&home, ",,\n;\n,,\nusername,email,\nada@acme.example,a@b.example,\n", &[]).exits(0);
    assert_eq!(counts(&delimiters.json())[0], 1);
    let wrong = import(&home, "username\nada\n", &["--domain", "a b"]).exits(2).error();
    assert!(wrong["message"].as_str().is_some_and(|told| told.contains("--domain cannot be")), "{wrong}");
}

#[test]
fn all_nested_keys_of_a_file_are_offered_in_one_command() {
    let home = Home::with_tenant();
    let text = "{\"username\":\"ada@acme.example\",\"a\":[],\"b\":{}}\n{\"username\":\"bob@acme.example\",\"c\":[],\"b\":{}}\n";
    std::fs::write(home.path().join("users.jsonl"), text).expect("written");
    let error = home.run(["resource", "import", "users.jsonl"]).exits(7).error();
    let hints = error["hints"].as_array().expect("hints");
    let all = hints.iter().filter_map(Value::as_str).find(|hint| hint.contains("=ignore")).expect("a hint");
    assert!(["a", "b", "c"].iter().all(|key| all.contains(&format!("--map={key}=ignore"))), "{all}");
    let done =
        home.run(["resource", "import", "users.jsonl", "--map", "a=ignore", "--map", "b=ignore", "--map", "c=ignore"]);
    assert_eq!(counts(&done.exits(0).json())[0], 2);
}
