//! An export, imported into another tenant.

use super::{counts, whole};
use crate::common::{Home, PASSWORD};

fn exported(home: &Home, form: &str) -> String {
    home.run(["resource", "export", "-o", form]).exits(0).out
}

fn filled() -> Home {
    let home = Home::with_tenant();
    let create = |name: &str, more: &[&str]| {
        let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
        let _ = home.run([&["resource", "create", &username, "--email", &email, "--no-setup"], more].concat()).exits(0);
    };
    create("ada", &["--first-name", "=cmd|' /C calc'!A0", "--last-name", "'=2+2", "--phone", "+15550109443"]);
    create("bob", &["--first-name", "Bob, \"B\"; the 3rd", "--license", "co-managed", "--champion"]);
    create("cy", &["--license", "dashboard", "--type", "client", "--level", "helpdesk"]);
    create("døra", &["--license", "api", "--last-name=-Ünal", "--level", "auditor"]);
    create("eve", &["--first-name", "@SUM(1)", "--last-name", "''+1"]);
    let _ = home.run(["resource", "verify-email", "ada", "--assume", "--reason", "x"]).exits(0);
    let _ = home.run(["resource", "deactivate", "eve", "--reason", "x", "--yes"]).exits(0);
    create("fay", &["--level", "admin"]);
    let _ = home.run(["resource", "deactivate", "fay", "--reason", "x", "--yes"]).exits(0);
    home
}

#[test]
fn an_export_imported_into_another_tenant_gives_an_equal_export() {
    let home = filled();
    for form in ["csv", "jsonl"] {
        let text = exported(&home, form);
        let other = Home::with_another_tenant();
        let file = other.path().join(format!("people.{form}"));
        std::fs::write(&file, &text).expect("written");
        let import = ["resource", "import", file.to_str().expect("UTF-8")];
        assert_eq!(counts(&other.run(import).exits(0).json()), [6, 0, 1, 0], "{form}");
        for each in ["csv", "jsonl"] {
            assert_eq!(exported(&other, each), exported(&home, each), "{form}, {each}");
        }
        assert_eq!(counts(&other.run(import).exits(0).json()), [0, 0, 7, 0]);
        // Taken back into the tenant that it came from, nothing changes either.
        assert_eq!(counts(&home.run(import).exits(0).json()), [0, 0, 7, 0]);
        whole(&other);
    }
}

#[test]
fn an_export_takes_a_tenant_back_to_how_it_was() {
    let home = filled();
    let before = exported(&home, "csv");
    std::fs::write(home.path().join("people.csv"), &before).expect("written");
    let edit = [
        "resource",
        "edit",
        "ada",
        "--first-name",
        "Ada",
        "--phone",
        "",
        "--email",
        "new@mail.example",
        "--champion",
        "--yes",
    ];
    let _ = home.run(edit).exits(0);
    let _ = home.run(["resource", "edit", "cy", "--license", "standard", "--type", "internal"]).exits(0);
    let _ = home.run(["resource", "activate", "eve"]).exits(0);
    let import = ["resource", "import", "people.csv", "--update", "--reason", "back"];
    assert_eq!(counts(&home.run(import).exits(0).json()), [0, 4, 3, 0]);
    assert_eq!(exported(&home, "csv"), before);
    let _ = home.run_with(["authenticate", "root", "--password-stdin"], &format!("{PASSWORD}\n")).exits(23);
    whole(&home);
}
