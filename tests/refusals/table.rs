//! The commands that are refused in one and the same home.

use super::{Bench, Case, Leaves};

/// Refused commands, one a line: exit code, code word, what it leaves (nothing unless it says so), the command, and after `<` the lines that it
/// is given. Clocks, files, people and prompts come below.
const REFUSED: &str = "
# Nobody of that name, for every command that takes one; then no name at all.
3 not_found resource show nobody@acme.example
3 not_found resource edit nobody@acme.example --first-name X
3 not_found resource deactivate nobody@acme.example --reason x --yes
3 not_found resource activate nobody@acme.example
3 not_found resource verify-email nobody@acme.example --assume --reason x
3 not_found password set nobody@acme.example --password-stdin
3 not_found totp enroll nobody@acme.example --show-key
3 not_found enroll nobody@acme.example --show-key
3 not_found totp confirm nobody@acme.example 123456
3 not_found totp qr nobody@acme.example --show-key
3 not_found totp list nobody@acme.example
3 not_found totp check nobody@acme.example 123456
3 not_found totp remove nobody@acme.example
3 not_found 2fa status nobody@acme.example
3 not_found 2fa pause nobody@acme.example --next-login --reason x
3 not_found pause nobody@acme.example --for 1h --reason x
3 not_found 2fa extend nobody@acme.example --reason x
3 not_found 2fa require nobody@acme.example
3 not_found 2fa reset nobody@acme.example --reason x --yes
3 not_found 2fa disable nobody@acme.example
3 not_found account status nobody@acme.example
3 not_found account lock nobody@acme.example --reason x
3 not_found account unlock nobody@acme.example --reason x
3 not_found unlock nobody@acme.example --reason x
3 not_found account recover nobody@acme.example --unlock --reason x --yes
3 not_found setup issue nobody@acme.example --show
3 not_found emergency issue nobody@acme.example --identity passport --channel video --reference r --show
3 not_found emergency revoke nobody@acme.example
3 not_found recovery-codes generate nobody@acme.example
3 not_found recovery-codes status nobody@acme.example
3 not_found why nobody@acme.example
3 not_found rescue nobody@acme.example
3 not_found level show nobodys
3 not_found level grant nobody@acme.example helpdesk --reason x
3 not_found level grant bob nobodys --reason x
3 not_found level revoke nobody@acme.example --reason x
3 not_found resource list --where level=nobodys
3 not_found resource export --where level=nobodys
3 not_found token issue nobody@acme.example --expires 90d --out new.token
3 not_found token revoke 01890a5d-ac96-774b-bcce-b302099a8057
3 not_found resource show adda@acme.example
3 not_found resource show 'nobody at all'
3 not_found resource show \"'; rm -rf /\"
3 not_found resource show adda --db .local/share/tenantctl/acme.db --key-file .config/tenantctl/acme.key
2 usage resource show
2 usage resource edit
2 usage resource deactivate
2 usage resource activate
2 usage resource verify-email
2 usage password set
2 usage totp enroll
2 usage enroll
2 usage totp confirm
2 usage totp qr
2 usage totp list
2 usage totp check
2 usage totp remove
2 usage 2fa status
2 usage 2fa pause
2 usage pause
2 usage 2fa extend
2 usage 2fa require
2 usage 2fa reset
2 usage 2fa disable
2 usage account status
2 usage account lock
2 usage account unlock
2 usage account recover
2 usage setup issue
2 usage setup accept
2 usage unlock
2 usage emergency issue
2 usage emergency revoke
2 usage recovery-codes generate
2 usage recovery-codes status
2 usage authenticate ada --begin-enrollment --finish-enrollment x --password-stdin
2 usage why
2 usage rescue
2 usage rescue bob
3 not_found session list nobody@acme.example
3 not_found session end 01890a5d-ac96-774b-bcce-b302099a8057
3 not_found request show 01890a5d-ac96-774b-bcce-b302099a8057
3 not_found request approve 01890a5d-ac96-774b-bcce-b302099a8057
3 not_found request deny 01890a5d-ac96-774b-bcce-b302099a8057
2 usage request list more
3 ambiguous resource show ada
3 ambiguous 2fa reset ada --reason x --yes
3 not_found audit log --resource nobody
3 not_found policy set lockout.treshold=5 --reason x
3 not_found totp remove fay three
3 not_found totp confirm fay three 123456
3 tenant_not_found policy show --tenant nowhere
3 tenant_not_found policy show --db 'no where.db'
2 usage policy show --config nowhere.toml
8 key_missing policy show --key-file \"no'where.key\"
8 key_missing audit verify --key-file 'no where.key'
3 tenant_not_found doctor --accept-clock --reason x --db no.db
# No reason, no confirmation, no answer to a question that cannot be asked, a word too many or one that means nothing.
2 usage 2fa pause bob --for 1h
2 usage pause bob --next-login
2 usage 2fa pause bob --reason x
2 usage 2fa extend eve
2 usage 2fa reset fay --yes
2 usage 2fa reset fay --reason x
2 usage account lock bob
2 usage account unlock dan
2 usage account recover dan --reason x --yes
2 usage account recover dan --unlock --yes
2 usage account recover dan --unlock --reason x
2 usage account recover dan --unlock --show --reason x --yes
2 usage setup issue bob --show --send
# Many: named in two ways, by no list, with what is one person's own, without a confirmation or the file that they need.
2 usage unlock bob --where locked --reason x --yes
2 usage unlock --from a --where locked --reason x --yes
2 usage unlock --from nowhere --reason x --yes
2 usage unlock --where malformed --reason x --yes
2 usage 2fa pause --where name~acme --next-login --reason x
2 usage 2fa pause --where name~acme --reason x --yes
2 usage 2fa reset --where name~acme --yes
2 usage 2fa reset --where name~acme --reason x
2 usage 2fa require --where paused
2 usage account lock --where name~acme --reason x
2 usage resource deactivate --where name~acme --reason x
2 usage resource activate --where inactive
2 usage resource edit --where name~acme --license dashboard
2 usage resource edit --where name~acme --email x@mail.example --yes
2 usage setup issue --where name~acme --yes
2 usage setup issue bob --out new.csv
2 usage setup issue --where name~acme --out new.csv
2 usage setup issue --where name~acme --out new.csv --show --yes
3 not_found unlock --from - --reason x --yes < bob nobody
3 ambiguous unlock --from - --reason x --yes < bob ada
3 not_found unlock --where level=nobodys --reason x --yes
4 exists setup issue --where name~acme --out there.svg --yes
2 usage setup issue --from . --out new.csv --yes
2 usage setup accept bob
2 usage setup accept bob --stdin
2 usage resource create new@acme.example --email n@m.example --setup --no-setup
2 usage unlock dan
2 usage resource deactivate bob --yes
2 usage resource deactivate bob --reason x
2 usage resource verify-email bob --assume
2 usage resource verify-email bob
2 usage resource create new@acme.example
2 usage resource create new@acme.example --email n@m.example --password-stdin
2 usage resource edit bob
2 usage resource list --where malformed
2 usage resource import
2 usage resource import - --plan x
2 usage resource import - --map username
2 usage resource import - --map a=malformed
2 usage resource import - --on-error malformed
2 usage resource import - --batch 0
2 usage resource import - --rejects rejects.csv
2 usage resource import - --plan-out plan.jsonl
2 usage resource import - --dry-run --resume
2 usage resource import - --dry-run --plan-out plan.jsonl --plain-passwords < 'username'
3 not_found resource import nothing.csv
3 not_found resource import --plan nothing.jsonl
7 invalid_input resource import - < 'e-mail'
7 invalid_input resource import - < 'username,username'
7 invalid_input resource import - < username bad
7 invalid_input resource import - < username,password x@acme.example,correct-Horse7battery
7 invalid_input resource import - --map nothere=email < 'username'
7 invalid_input resource import --plan .config/tenantctl/acme.key
2 usage resource export --where malformed
2 usage resource export --fields malformed
2 usage resource export --fields password_hash
2 usage resource export --fields email,email
2 usage resource list --sort size
2 usage resource list --after %
2 usage resource delete
2 usage password set bob
2 usage password set bob --password-stdin
2 usage password rules more
2 usage level list more
2 usage level create night --permission malformed
2 usage level grant bob helpdesk
2 usage level revoke root
2 usage token list more
2 usage token issue robot --out new.token
2 usage token issue robot --expires 90d
2 usage token issue robot --expires 90x --out new.token
2 usage totp enroll bob
2 usage totp enroll bob --show-key --self
2 usage totp enroll bob --qr-file a.gif
2 usage totp qr fay --show-key
2 usage totp remove fay
2 usage totp check bob
2 usage emergency issue ada@acme.example
2 usage emergency list more
2 usage authenticate
2 usage authenticate bob
2 usage authenticate bob --password-stdin
2 usage audit log --after x
2 usage audit log --action malformed
2 usage audit verify more
2 usage policy show more
2 usage policy set
2 usage policy set lockout.threshold
2 usage policy set lockout.threshold=5
2 usage doctor more
2 usage status ada
2 usage doctor --accept-clock
2 usage migrate more
2 usage backup
2 usage backup create
2 usage backup verify
2 usage restore
2 usage restore there.svg --yes
2 usage restore there.svg --reason x
3 not_found backup verify nowhere.db
3 not_found restore nowhere.db --reason x --yes
8 db_empty backup verify there.svg
8 db_empty restore there.svg --reason x --yes
2 usage init
2 usage init other
2 usage help malformed
2 usage completions csh
2 usage man --malformed
2 usage demo --malformed
2 usage schema malformed
2 usage session list
2 usage session end
2 usage session check
2 usage session logout
2 usage login
2 usage login bob
2 usage logout more
2 usage whoami more
2 usage malformed
2 usage resource
2 usage resource shwo bob
2 usage
# There already.
4 exists resource create bob@acme.example --email n@m.example
4 exists resource create new@acme.example --email bob@mail.example
4 exists resource edit bob --email ADA@mail.example
4 exists totp enroll ada@acme.example --show-key --keep --label authenticator
4 exists totp enroll bob --qr-file there.svg
4 exists totp qr fay one --qr-file there.svg
4 exists init acme --admin a@b.example --email a@b.example --password-stdin --no-enroll < Some-new-Passw0rd
4 exists demo --keep .
4 exists backup create there.svg
4 exists level create admin
4 exists token issue robot --expires 90d --out there.svg
# Refused by a rule.
6 last_administrator resource deactivate root --reason x --yes
6 last_administrator account lock root --reason x
6 last_administrator level revoke root --reason x
6 last_administrator level grant root helpdesk --reason x
6 last_administrator resource edit root --license api --reason x
6 license_forbids token issue bob --expires 90d --out new.token
6 refused level create night --permission owner
6 refused token issue robot --scope owner --expires 90d --out new.token
7 invalid_input token issue robot --expires 59m --out new.token
7 invalid_name level create Night
6 license_forbids totp enroll robot --show-key
6 license_forbids 2fa pause robot --for 1h --reason x
6 license_forbids 2fa disable bob
6 license_forbids emergency issue robot --identity passport --channel video --reference r --show
6 pause_limit 2fa pause bob --for 90h --reason x
6 pause_limit 2fa extend eve --until 2099-01-01 --reason x
6 not_paused 2fa extend bob --reason x
6 email_unverified emergency issue bob --identity passport --channel video --reference r --show
6 no_delivery emergency issue ada@acme.example --identity passport --channel video --reference r
6 no_delivery setup issue bob
6 no_delivery setup issue bob --send
6 no_delivery resource create new@acme.example --email n@m.example --setup
6 no_delivery account recover bob --unlock --reset-password --reason x --yes
6 refused setup issue cyd --show
6 refused account recover cyd --unlock --reset-password --show --reason x --yes
6 refused emergency issue cyd --identity passport --channel video --reference r --show
6 factor_state totp qr ada@acme.example --show-key
6 factor_state totp check bob 123456
3 not_found totp confirm bob 123456
3 not_found totp confirm ada@acme.example nolabel 123456
3 not_found totp qr bob --show-key
3 not_found totp remove bob
6 factor_state recovery-codes generate bob
6 license_forbids recovery-codes generate robot
6 no_deletion resource delete bob
# A value that is not allowed.
7 invalid_name resource create new --email n@m.example
7 invalid_name resource create new@acme.example --email 'not an address'
7 invalid_name resource edit bob --first-name a\u{202e}b
7 invalid_name init 'bad name'
7 invalid_input policy set lockout.threshold=5 pause.max=9d --reason x
7 invalid_input account lock bob --reason a\u{1b}b
7 invalid_input totp enroll bob --show-key --digits 9
7 invalid_input authenticate bob --password-stdin --source '' < x
7 weak_password password set bob --password-stdin < short
7 weak_password resource create new@acme.example --email n@m.example --password-stdin < 'with a space'
# Decided logins: each leaves its event, a denial its count as well.
20 denied +lockouts authenticate bob --password-stdin < wrong
20 denied +lockouts authenticate bob --password-stdin < 'wrong again'
20 denied +lockouts authenticate cyd --password-stdin < correct-Horse7battery
20 denied +unknown_lockouts authenticate nobody@acme.example --password-stdin < wrong
20 denied +lockouts totp enroll gus --show-key --self --password-stdin < wrong
20 denied +lockouts setup accept gus --stdin < tctl_set_wrong Some-new-Passw0rd
20 denied +unknown_lockouts setup accept nobody2@acme.example --stdin < tctl_set_wrong Some-new-Passw0rd
20 denied +lockouts login gus --password-stdin < wrong
5 not_signed_in session check < no-token
21 locked +event setup accept dan --stdin < tctl_set_wrong Some-new-Passw0rd
21 locked +event authenticate dan --password-stdin < correct-Horse7battery
22 code_required +event authenticate ada@acme.example --password-stdin < correct-Horse7battery
27 session_limit +event authenticate robot --password-stdin --client mobile < correct-Horse7battery
23 enrollment_required +event authenticate bob --password-stdin < correct-Horse7battery
";

/// The lines of the table.
pub fn lines() -> impl Iterator<Item = &'static str> {
    REFUSED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What a line says.
pub fn row<T>(line: &str, what: impl FnOnce(&Case) -> T) -> T {
    let words = shlex::split(line).unwrap_or_else(|| panic!("{line}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (command, input) = words.split_at(words.iter().position(|word| *word == "<").unwrap_or(words.len()));
    let [exit, code, rest @ ..] = command else { panic!("{line}") };
    let leaves = match rest.first() {
        Some(&"+event") => Leaves::Event,
        Some(&"+lockouts") => Leaves::Count(&["lockouts"]),
        Some(&"+unknown_lockouts") => Leaves::Count(&["unknown_lockouts"]),
        _ => Leaves::Nothing,
    };
    let args = &rest[usize::from(leaves != Leaves::Nothing)..];
    let input: String = input.iter().skip(1).map(|line| format!("{line}\n")).collect();
    what(&Case { exit: exit.parse().expect(line), code, args, input: &input, leaves })
}

/// So many quarters of the table into it, the next one.
fn quarter(number: usize) {
    let mut bench = Bench::new();
    let home = bench.home.copy();
    let quarter = lines().count().div_ceil(4);
    for line in lines().skip(number * quarter).take(quarter) {
        row(line, |case| bench.refused(&home, case, home.command(case.args)));
    }
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn r_aud_1_a_refused_command_leaves_everything_as_it_was_in_the_first_quarter_of_the_table() {
    quarter(0);
}

#[test]
fn r_aud_1_a_refused_command_leaves_everything_as_it_was_in_the_second_quarter_of_the_table() {
    quarter(1);
}

#[test]
fn r_aud_1_a_refused_command_leaves_everything_as_it_was_in_the_third_quarter_of_the_table() {
    quarter(2);
}

#[test]
fn r_aud_1_a_refused_command_leaves_everything_as_it_was_in_the_last_quarter_of_the_table() {
    quarter(3);
}
