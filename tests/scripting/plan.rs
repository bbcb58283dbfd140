//! Planned at noon, done at night.

use super::{in_every_language, people};

#[test]
fn a_plan_is_done_once_and_then_put_away() {
    in_every_language("plan", |night, language| {
        night.write("people.csv", &people(2));
        let noon = night.run(language, "plan", &["noon", "people.csv"]).exits(0);
        assert!(noon.out.starts_with("create p0000@acme.example"), "{}", noon.out);
        // Never over another.
        assert!(night.run(language, "plan", &["noon", "people.csv"]).exits(4).err.starts_with("exists: "));
        let _ = night.run(language, "plan", &["night"]).exits(0);
        let events = night.home.events().len();
        let _ = night.run(language, "plan", &["night"]).exits(0);
        assert_eq!(night.home.events().len(), events);
        night.write("people.csv", &people(2).replace("Pia", "Mia"));
        let noon = night.run(language, "plan", &["noon", "people.csv"]).exits(0);
        let first = noon.out.lines().next().map(str::trim_end);
        assert_eq!(first, Some("update p0000@acme.example first_name: Pia -> Mia"));
        let _ = night.run(language, "plan", &["night"]).exits(0);
        let mia = night.tenantctl(&["resource", "show", "p0000@acme.example", "-o", "json"]).exits(0).json();
        assert_eq!(mia["first_name"], "Mia");
    });
}

#[test]
fn a_plan_is_refused_where_somebody_in_it_was_changed_or_it_was_done() {
    in_every_language("plan", |night, language| {
        night.write("people.csv", &people(3));
        let _ = night.tenantctl(&["resource", "import", "people.csv"]).exits(0);
        night.write("people.csv", &people(3).replace("Pia", "Mia"));
        let _ = night.run(language, "plan", &["noon", "people.csv"]).exits(0);
        let _ = night.tenantctl(&["resource", "edit", "p0001", "--last-name", "Changed"]).exits(0);
        let events = night.home.events().len();
        let refused = night.run(language, "plan", &["night"]).exits(4);
        assert!(refused.err.starts_with("changed: ") && refused.err.contains("p0001@acme.example"), "{}", refused.err);
        assert_eq!(night.home.events().len(), events);
        std::fs::remove_file(night.path("plan.jsonl")).expect("it stays where it is refused");
        let _ = night.run(language, "plan", &["noon", "people.csv"]).exits(0);
        // Killed between the import and the name that it gets.
        let _ = night.tenantctl(&["resource", "import", "--plan", "plan.jsonl"]).exits(0);
        let done = night.run(language, "plan", &["night"]).exits(4);
        assert!(done.err.starts_with("changed: "), "{}", done.err);
    });
}
