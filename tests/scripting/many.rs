//! Many at once.

use super::in_every_language;

#[test]
fn each_has_a_line_and_the_exit_code_is_that_of_the_first_failure() {
    in_every_language("many", |night, language| {
        // By failed logins: no script lifts a lock by the owner's hand.
        let lock = |name: &str| {
            for _ in 0..7 {
                let _ = night.home.login(name, None).exits(20);
            }
        };
        for name in ["ada", "bela"] {
            let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
            let _ = night.home.run(["resource", "create", &username, "--email", &email]).exits(0);
            lock(&username);
        }
        let pause = |name| night.home.run(["2fa", "pause", name, "--for", "1h", "--reason", "test"]).exits(0);
        let state = || {
            let of = |name| night.home.run(["resource", "show", name]).exits(0).json();
            let one = |name| {
                let shown = of(name);
                format!("{} {}", shown["tfa"]["requirement"].as_str().expect("a word"), shown["account"]["locked"])
            };
            [one("ada"), one("bela")]
        };
        let _ = pause("ada");
        night.write("unknown.txt", "ada@acme.example\nnobody@acme.example\n");
        night.write("too-many.txt", "ada@acme.example\nnightly@acme.example\nbela@acme.example\n");
        night.write("names.txt", "ada@acme.example\nbela@acme.example\n");
        // Nobody unlocks itself; the others are done all the same.
        let failed = night.run(language, "many", &["too-many.txt"]).exits(5);
        assert_eq!(failed.out.trim(), "nightly@acme.example: self_service");
        assert_eq!(state(), ["required false", "required false"]);
        for _ in 0..2 {
            let events = night.home.events().len();
            assert_eq!(night.run(language, "many", &["names.txt"]).exits(0).out, "");
            assert_eq!(night.home.events().len(), events);
        }
        lock("ada");
        let unknown = night.run(language, "many", &["unknown.txt"]).exits(3);
        assert!(
            unknown.err.contains("1 line matches no resource") && unknown.err.contains("line 2"),
            "{}",
            unknown.err
        );
        assert_eq!(state(), ["required true", "required false"]);
        // A token without the right to end pauses: the accounts are unlocked, and the exit code still tells of the first half.
        let issue = ["token", "issue", "nightly", "--scope", "resource.read", "--scope", "account.unlock"];
        let _ = night.home.run(issue.iter().chain(&["--expires", "1d", "--out", "narrow.token"])).exits(0);
        let mut narrow = night.command(language, "many", &["names.txt"]);
        narrow.env("TENANTCTL_TOKEN_FILE", night.home.path().join("narrow.token"));
        assert_eq!(narrow.output().expect("it ran").status.code(), Some(5));
        assert_eq!(state(), ["required false", "required false"]);
    });
}

#[test]
fn the_words_of_a_line_are_those_of_the_schema() {
    let night = super::Night::falls();
    let schema = night.tenantctl(&["schema", "account", "unlock"]).exits(0).out;
    for word in ["done", "unchanged", "failed", "requested"] {
        assert!(schema.contains(&format!("\"{word}\"")), "{word}");
    }
}
