//! A hash that stands where a password should never becomes the password: whoever has a copy of it would be let in (R-PWD-5).

use super::{counts, import, told};
use crate::common::{Home, PASSWORD};

const BCRYPT: &str = "$2b$05$tenantctlTestsSaltXYZeigqXZNuk5Tr4IPZNJG3lAA1qC5QStQa";

/// Refuses each of these cells of a column of passwords, however it is asked for, and leaves the tenant as it was.
#[track_caller]
fn refused(home: &Home, text: &str, hash: &str, map: &str) {
    let before = told(home);
    for more in [&["--plain-passwords"][..], &["--plain-passwords", "--update"], &["--plain-passwords", "--dry-run"]] {
        let run = import(home, text, more).exits(7);
        let reject = &run.json()["rejects"][0];
        assert_eq!((&reject["line"], &reject["field"]), (&2.into(), &"password".into()), "{hash}");
        let message = reject["message"].as_str().expect("a sentence");
        assert!(message.contains(&format!("--map {map}")) && message.contains("hash"), "{message}");
        let error = run.error();
        assert!(error["hints"].to_string().contains("=password_hash"), "{error}");
        assert!(!run.out.contains(hash) && !run.err.contains(hash), "{hash}");
    }
    assert_eq!(told(home), before);
}

#[test]
fn r_pwd_5_a_hash_in_a_column_of_passwords_is_refused_even_where_plain_passwords_are_taken() {
    let home = Home::with_tenant();
    for hash in [
        "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9gABCDE",
        "{CRYPT}aaJfMKNH1hTm2",
        BCRYPT,
        "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
        "$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKRVQAr/36eYgv5K2SgQKb0EBfMKWbvDbZ2tVfYPYrjLBPLP3rPWMzbR.",
        "$P$5PJ8EaZWG5C8CIKr5X1hTyQ.MhGK0y0",
        "sha1$salt$d0be2dc421be4fcd0172e5afceea3970e2f3d940",
        "pbkdf2_sha256$1000$salt0123456789$CWxo9CyAI5fBHYfKgf06NmteCi+TCel575WR2yjYl2I=",
        "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29",
    ] {
        let text = format!("username,license,password\ns@acme.example,dashboard,{hash}\n");
        refused(&home, &text, hash, "password=password_hash");
        let text = format!("username;Initial Password\ns@acme.example;\"{hash}\"\n");
        refused(&home, &text, hash, "'Initial Password=password_hash'");
    }
}

#[test]
fn r_pwd_5_what_a_column_of_hash_functions_or_salts_stands_beside_is_no_password() {
    let home = Home::with_tenant();
    let (md5, base64) = ("5f4dcc3b5aa765d61d8327deb882cf99", "X03MO1qnZdYdgyfeuILPmQ");
    for (hash, column, cell) in [
        (md5, "Hash Function", "MD5"),
        (md5, "password_hash_algorithm", "md5"),
        (base64, "salt", "x"),
        ("aaJfMKNH1hTm2", "hashFunction", "crypt"),
    ] {
        let text = format!("username,password,{column}\ns@acme.example,{hash},{cell}\n");
        refused(&home, &text, hash, "password=password_hash");
    }
    // As Google Workspace takes them.
    let google = |function: &str| {
        format!(
            "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Password Hash Function [UPLOAD ONLY],Org Unit Path [Required]\n\
             Sam,S,s@acme.example,{md5},{function},/\n"
        )
    };
    refused(&home, &google("MD5"), md5, "'Password [Required]=password_hash'");
    for function in ["MD5", ""] {
        let leave = ["--map", "Password [Required]=ignore", "--dry-run"];
        assert_eq!(counts(&import(&home, &google(function), &leave).exits(0).json()), [1, 0, 0, 0]);
    }
    // In JSON lines in any order, and where the columns say that nothing was hashed.
    for (object, code) in [
        (format!("\"password\":\"{md5}\",\"hashFunction\":\"MD5\""), 7),
        (format!("\"hashFunction\":\"SHA-1\",\"password\":\"{md5}\""), 7),
        (format!("\"salt\":7,\"password\":\"{md5}\""), 7),
        (format!("\"password\":\"{BCRYPT}\""), 7),
        (format!("\"hashFunction\":null,\"password\":\"{PASSWORD}\""), 0),
        ("\"hashFunction\":\"MD5\",\"password\":null".to_owned(), 0),
    ] {
        let line = format!("{{\"username\":\"j@acme.example\",{object}}}\n");
        let run = home.run_with(["resource", "import", "-", "--plain-passwords", "--dry-run"], &line).exits(code);
        if code == 7 {
            let reject = &run.json()["rejects"][0];
            assert_eq!(reject["field"], "password", "{line}");
            assert!(reject["message"].to_string().contains("--map password=password_hash"), "{reject}");
        }
    }
    let none = format!("username,password,hash function\ns@acme.example,{PASSWORD},none\n");
    assert_eq!(counts(&import(&home, &none, &["--plain-passwords", "--dry-run"]).exits(0).json()), [1, 0, 0, 0]);
}

#[test]
fn r_pwd_5_the_way_that_a_refused_hash_names_takes_it() {
    let home = Home::with_tenant();
    let text = format!("username,license,password\nbea@acme.example,dashboard,{BCRYPT}\n");
    let error = import(&home, &text, &[]).exits(7).error();
    assert!(error["hints"].to_string().contains("--map=password=password_hash"), "{error}");
    let map = ["--map", "password=password_hash"];
    assert_eq!(counts(&import(&home, &text, &map).exits(0).json()), [1, 0, 0, 0]);
    let login = |password: &str| home.run_with(["authenticate", "bea", "--password-stdin"], &format!("{password}\n"));
    let _ = login(BCRYPT).exits(20);
    let _ = login("Ren\u{e9}-1234").exits(0);
    // Whoever said that the column holds passwords is told what to say in its place: both together would be refused.
    let said = ["--plain-passwords", "--map", "password=password"];
    let error = import(&home, &text, &said).exits(7).error();
    assert!(
        !error["hints"].to_string().contains("password_hash")
            && error["notes"].to_string().contains("password=password_hash"),
        "{error}"
    );
}

#[test]
fn r_pwd_1_passwords_that_only_begin_like_a_hash_are_taken() {
    let home = Home::with_tenant();
    for (number, password) in
        ["$ecret-Horse7", "$1$Horse7battery", "{Horse}Battery7", "md5-Horse7battery"].iter().enumerate()
    {
        let text = format!("username,license,password\np{number}@acme.example,dashboard,{password}\n");
        assert_eq!(counts(&import(&home, &text, &["--plain-passwords"]).exits(0).json()), [1, 0, 0, 0]);
        let login = ["authenticate", &format!("p{number}"), "--password-stdin"];
        let _ = home.run_with(login, &format!("{password}\n")).exits(0);
    }
    // Where a person types one, nothing is read into it.
    let typed = format!("{BCRYPT}\n");
    let create = ["resource", "create", "tom@acme.example", "--email", "t@mail.example", "--password-stdin"];
    let _ = home.run_with(create, &typed).exits(0);
    let _ = home.run_with(["password", "set", "p0", "--password-stdin"], &typed).exits(0);
}

#[test]
fn digests_without_a_mark_are_taken_with_a_warning() {
    let home = Home::with_tenant();
    let digest = "5f4dcc3b5aa765d61d8327deb882cf99";
    let text = format!("username,password\ns@acme.example,{digest}\nt@acme.example,{PASSWORD}\n");
    let run = import(&home, &text, &["--plain-passwords"]).exits(0);
    assert!(
        run.err.contains("1 password in the column password may be digests") && !run.err.contains(digest),
        "{}",
        run.err
    );
    let other = text.replace(digest, "Correct-Horse8battery").replace("@acme", "2@acme");
    assert!(!import(&home, &other, &["--plain-passwords"]).exits(0).err.contains("digest"));
}

#[test]
fn r_pwd_5_a_nested_key_of_hash_functions_says_it_as_well() {
    let home = Home::with_tenant();
    let row = r#"{"username":"h@acme.example","license":"dashboard","credentials":{"password":"Md5-5f4dcc3b5aa765d6","password_algorithm":"MD5"}}"#;
    std::fs::write(home.path().join("h.jsonl"), format!("{row}\n")).expect("written");
    let args =
        ["resource", "import", "h.jsonl", "--map", "credentials.password=password", "--plain-passwords", "--yes"];
    let run = home.run(args).exits(7);
    assert!(
        run.out.contains("a hash is not a password") || run.err.contains("a hash is not a password"),
        "{}{}",
        run.out,
        run.err
    );
    assert_eq!(home.run(["resource", "show", "h"]).code, 3);
}
