//! `level`: named sets of permissions, who makes them and who gives them.

use crate::common::{ADMIN, Home};
use serde_json::json;

const WHY: [&str; 2] = ["--reason", "joins the desk"];

fn level_of(home: &Home, resource: &str) -> String {
    let shown = home.run(["resource", "show", resource]).exits(0).json();
    shown["level"].as_str().expect("a level").to_owned()
}

fn grant<'a>(resource: &'a str, level: &'a str) -> Vec<&'a str> {
    [["level", "grant", resource, level].as_slice(), &WHY].concat()
}

#[test]
fn r_perm_1_the_levels_are_listed_with_what_they_hold_and_how_many_have_them() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.run(["level", "create", "night", "--permission", "resource.read"]).exits(0);
    let list = home.run(["level", "list"]).exits(0).json();
    let items = list["items"].as_array().expect("items");
    let names: Vec<_> = items.iter().map(|item| item["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["admin", "helpdesk", "auditor", "user", "night"]);
    let resources: Vec<_> = items.iter().map(|item| item["resources"].as_u64().expect("a number")).collect();
    assert_eq!(resources, [1, 0, 0, 1, 0]);
    let auditor = home.run(["role", "show", "auditor"]).exits(0).json();
    assert_eq!(
        (&auditor["permissions"], &auditor["built_in"]),
        (&json!(["resource.read", "audit.read"]), &json!(true))
    );
    let night = home.run(["level", "show", "night"]).exits(0).json();
    assert_eq!((&night["permissions"], &night["built_in"]), (&json!(["resource.read"]), &json!(false)));
    let plain = home.run(["level", "list", "-o", "plain"]).exits(0).out;
    assert!(plain.contains("night\t0\tresource.read\tfalse"), "{plain}");
    let table = home.run(["level", "show", "night", "-o", "table"]).exits(0).out;
    assert!(table.contains("resource.read"), "{table}");
    assert_eq!(home.run(["level", "list", "-o", "jsonl"]).exits(0).out.lines().count(), 5);
    assert!(home.run(["level", "list", "-o", "csv"]).exits(0).out.starts_with("name,"));
}

#[test]
fn r_perm_1_a_level_is_made_once_from_permissions_that_can_be_given() {
    let home = Home::with_tenant();
    let create = ["level", "create", "night-shift", "--permission", "account.unlock", "--permission", "resource.read"];
    let made = home.run(create).exits(0).json();
    assert_eq!(made["permissions"], json!(["resource.read", "account.unlock"]));
    assert_eq!(home.events()[0]["details"]["permissions"], json!(["resource.read", "account.unlock"]));
    let before = home.events().len();
    let again = home.run(create).exits(0);
    assert!(again.err.contains("nothing was changed"), "{}", again.err);
    let other = home.run(["level", "create", "night-shift", "--permission", "backup"]).exits(4).error();
    assert_eq!(other["code"], "exists");
    assert_eq!(home.run(["level", "create", "admin"]).exits(4).error()["code"], "exists");
    for bad in ["Night", "9to5", "night shift", ""] {
        assert_eq!(home.run(["level", "create", bad]).exits(7).error()["code"], "invalid_name", "{bad}");
    }
    let _ = home.run(["level", "create", "x", "--permission", "malformed"]).exits(2);
    assert_eq!(home.run(["level", "create", "x", "--permission", "owner"]).exits(6).error()["code"], "refused");
    assert_eq!(home.events().len(), before);
    let _ = home.run(["level", "create", "nothing"]).exits(0);
}

#[test]
fn r_perm_1_a_level_is_given_and_taken_with_a_reason_and_kept_in_the_history() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["level", "grant", &ada, "helpdesk"]).exits(2);
    let granted = home.run(grant(&ada, "helpdesk")).exits(0).json();
    assert_eq!(granted, json!({"username": ada, "level": "helpdesk", "before": "user", "setup_token_ended": false}));
    let event = home.events()[0].clone();
    assert_eq!((&event["action"], &event["reason"]), (&json!("level.grant"), &json!("joins the desk")));
    assert_eq!(event["details"]["changed"]["level"], json!({"before": "user", "after": "helpdesk"}));
    let before = home.events().len();
    assert!(home.run(grant(&ada, "helpdesk")).exits(0).err.contains("nothing was changed"));
    for unknown in ["nobody-has-it", "No Level"] {
        let refused = home.run(grant(&ada, unknown)).exits(3).error();
        assert!(refused["hint"].as_str().is_some_and(|hint| hint.ends_with("tenantctl level list")), "{refused}");
    }
    let _ = home.run(grant("nobody", "helpdesk")).exits(3);
    assert_eq!(home.events().len(), before);
    let _ = home.run(["level", "revoke", &ada]).exits(2);
    let revoked = home.run(["role", "revoke", &ada, "--reason", "left"]).exits(0).json();
    assert_eq!(revoked, json!({"username": ada, "level": "user", "before": "helpdesk", "setup_token_ended": false}));
    assert_eq!(home.events()[0]["action"], "level.revoke");
    let before = home.events().len();
    let _ = home.run(["level", "revoke", &ada, "--reason", "left"]).exits(0);
    assert_eq!(home.events().len(), before);
}

#[test]
fn r_perm_1_a_level_of_the_tenants_own_works_wherever_a_level_is_named() {
    let home = Home::with_tenant();
    let _ = home.run(["level", "create", "desk", "--permission", "resource.read"]).exits(0);
    let eve = ["resource", "create", "eve@acme.example", "--email", "e@x.example", "--no-setup", "--level", "desk"];
    let _ = home.run(eve).exits(0);
    let _ = home.run(["resource", "create", "a@acme.example", "--email", "a@x.example", "--level", "nope"]).exits(3);
    let found = home.run(["resource", "list", "--where", "level=desk"]).exits(0).json();
    assert_eq!(found["items"][0]["username"], "eve@acme.example");
    assert_eq!(found["items"].as_array().expect("items").len(), 1);
    let unknown = home.run(["resource", "list", "--where", "level=nope"]).exits(3).error();
    assert!(unknown["hint"].as_str().is_some_and(|hint| hint.ends_with("level list")), "{unknown}");
}

#[test]
fn r_res_6_the_last_working_administrator_keeps_its_level_and_its_license() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let taking: [&[&str]; 4] = [
        &["level", "revoke", ADMIN, "--reason", "x"],
        &["level", "grant", ADMIN, "helpdesk", "--reason", "x"],
        &["level", "grant", ADMIN, "user", "--reason", "x"],
        &["resource", "edit", ADMIN, "--license", "api", "--reason", "x"],
    ];
    let before = home.events().len();
    for args in taking {
        assert_eq!(home.run(args).exits(6).error()["code"], "last_administrator", "{args:?}");
    }
    // An administrator that can only act by tokens is no second one.
    let _ = home.levelled("bot", "admin", &["--license", "api"]);
    assert_eq!(home.run(taking[0]).exits(6).error()["code"], "last_administrator");
    let _ = home.run(grant(&ada, "admin")).exits(0);
    let _ = home.run(taking[0]).exits(0);
    assert_eq!(level_of(&home, ADMIN), "user");
    assert!(home.events().len() > before);
    assert_eq!(home.run(["level", "revoke", &ada, "--reason", "x"]).exits(6).error()["code"], "last_administrator");
}

#[test]
fn r_perm_2_nobody_gives_itself_a_level_and_everybody_may_step_down() {
    let home = Home::with_tenant();
    let (alice, key) = home.operator("alice", "admin");
    home.require_sign_in();
    let desk = home.sign_in(&alice, &key);
    for level in ["admin", "helpdesk", "user"] {
        let refused = desk.run(["level", "grant", &alice, level, "--reason", "mine"]).exits(5).error();
        assert_eq!(refused["code"], "self_service", "{level}");
    }
    let _ = desk.run(["level", "revoke", &alice, "--reason", "enough"]).exits(0);
    // It takes effect at once: the sign-in lives, and may do nothing.
    let me = desk.run(["whoami"]).exits(0).json();
    assert_eq!((&me["level"], &me["permissions"]), (&json!("user"), &json!([])));
    let _ = desk.run(["level", "grant", "root", "user", "--reason", "x"]).exits(5);
}
