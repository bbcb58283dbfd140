use super::*;
use crate::intake::tests::{fault, reader, row_faults, rows, values};

/// As the template was downloaded, with its examples.
const ENTRA_FILE: &str = "version:v1.0\r\n\
    Name [displayName] Required,User name [userPrincipalName] Required,Initial password [passwordProfile] Required,\
    Block sign in (Yes/No) [accountEnabled] Required,First name [givenName],Last name [surname],Job title [jobTitle],\
    Department [department],Usage location [usageLocation],Street address [streetAddress],State or province [state],\
    Country or region [country],Office [physicalDeliveryOfficeName],City [city],ZIP or postal code [postalCode],\
    Office phone [telephoneNumber],Mobile phone [mobile]\r\n\
    Ada L,ada@contoso.com,Passw0rd!,No,Ada,Lovelace,,,US,,,,,,,555,+15550109443\r\n\
    Bob,bob@contoso.com,Passw0rd!,Yes,,,,,US,,,,,,,,\r\n\
    Cy,cy@contoso.com,Passw0rd!,True,,,,,US,,,,,,,,\r\n";

const GOOGLE_HEADER: &str = "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],\
    Password Hash Function [UPLOAD ONLY],Org Unit Path [Required],New Primary Email [UPLOAD ONLY],Status [READ ONLY],\
    Recovery Email,Home Secondary Email,Work Secondary Email,Recovery Phone [MUST BE IN THE E.164 FORMAT],Work Phone,\
    Home Phone,Mobile Phone,Work Address,Employee Type,Change Password at Next Sign-In,New Status [UPLOAD ONLY],\
    New Licenses [UPLOAD ONLY],Advanced Protection Program enrollment\n";

fn google(rows: &[[&str; 8]]) -> String {
    let row = |[first, last, email, status, recovery, mobile, kind, new]: &[&str; 8]| {
        format!("{first},{last},{email},****,,/,,{status},r@x,,,{recovery},5,,{mobile},,{kind},True,{new},,False\n")
    };
    GOOGLE_HEADER.to_owned() + &rows.iter().map(row).collect::<String>()
}

fn some<const N: usize>(texts: [&str; N]) -> [Option<String>; N] {
    texts.map(|text| Some(text.to_owned()))
}

#[test]
fn the_bulk_table_of_entra_is_known_by_the_properties_in_its_headings() {
    let mut entra = reader(ENTRA_FILE, &[]).unwrap();
    assert_eq!(entra.template(), Some("Microsoft Entra"));
    assert_eq!(entra.column_of(Field::Active), "Block sign in (Yes/No) [accountEnabled] Required");
    assert!(entra.has(Field::Phone) && !entra.has(Field::Email));
    assert_eq!(entra.ignored()[..2], ["Name [displayName] Required", "Job title [jobTitle]"]);
    assert_eq!(entra.ignored().len(), 11);
    let found = rows(&mut entra).unwrap();
    let ada = [
        (Field::Username, "ada@contoso.com"),
        (Field::FirstName, "Ada"),
        (Field::LastName, "Lovelace"),
        (Field::Phone, "+15550109443"),
        (Field::Active, "true"),
        (Field::Password, "Passw0rd!"),
    ];
    assert_eq!(found[0].1, ada.map(|(field, text)| (field, text.to_owned())));
    assert!(found[1].1.contains(&(Field::Active, "false".to_owned())), "who is blocked is not active");
    assert_eq!(found.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [3, 4, 5]);
    let wrong = "5 \"Block sign in (Yes/No) [accountEnabled] Required\": \"Block sign in (Yes/No) [accountEnabled] Required\" is neither Yes nor No: correct it, or ignore it with --map 'Block sign in (Yes/No) [accountEnabled] Required=ignore'";
    assert_eq!(row_faults(ENTRA_FILE), [wrong]);
}

#[test]
fn the_table_of_entra_may_be_in_another_language_or_older_or_have_more_columns() {
    let german = "Name [displayName] Erforderlich;Benutzername [userPrincipalName] Erforderlich;\
                  Anmeldung blockieren (Ja/Nein) [accountEnabled] Erforderlich;Vorname [givenName];License;Surname\n\
                  Ada;ada@x;No;Ada;api;L\n";
    assert_eq!(reader(german, &[]).unwrap().template(), Some("Microsoft Entra"));
    assert_eq!(values(german, Field::Active, &[]), some(["true"]));
    assert_eq!(values(german, Field::License, &[]), some(["api"]));
    assert_eq!(values(german, Field::LastName, &[]), some(["L"]));
    let older = "version:v1.0\nName (example: Chris Green) [displayName]*,User name (example: c@contoso.com) [userPrincipalName]*\nA,a@x\n";
    assert_eq!(values(older, Field::Username, &[]), some(["a@x"]));
    let of_deletion = "version:v1.0\nUser name [userPrincipalName] Required\na@x\n";
    assert!(fault(of_deletion, &[]).contains("no column gives the username"), "that table is not for creating");
}

#[test]
fn the_table_of_google_is_known_and_what_is_wished_goes_before_what_is() {
    let text = google(&[
        ["Ada", "L", "ada@x", "", "+1", "+2", "Staff", ""],
        ["Bob", "M", "bob@x", "Suspended", "+1", "", "", ""],
        ["Cy", "N", "cy@x", "Suspended", "", "", "", "Active"],
        ["Dan", "O", "dan@x", "Active", "", " ", "", "archived"],
        ["Eve", "P", "eve@x", "Pending", "", "", "", ""],
    ]);
    let known = reader(&text, &[]).unwrap();
    assert_eq!(known.template(), Some("Google Workspace"));
    assert!(known.ignored().iter().any(|name| name.starts_with("Password Hash Function")));
    assert!(known.ignored().iter().any(|name| name == "Employee Type"));
    assert_eq!(known.column_of(Field::Phone), "Mobile Phone or Recovery Phone [MUST BE IN THE E.164 FORMAT]");
    let of = |field| values(&text, field, &[])[..4].to_vec();
    assert_eq!(of(Field::Username), some(["ada@x", "bob@x", "cy@x", "dan@x"]));
    assert_eq!(of(Field::Email), vec![None; 4]);
    assert_eq!(of(Field::Active), some(["", "false", "true", "false"]));
    assert_eq!(of(Field::Phone), some(["+2", "+1", "", ""]));
    assert_eq!(of(Field::Password)[0].as_deref(), Some("****"));
    assert_eq!(
        row_faults(&text),
        [
            "6 \"Status [READ ONLY]\": \"Status [READ ONLY]\" is not a known state (active, suspended, disabled, deactivated, archived, locked out …): correct it, or ignore it with --map 'Status [READ ONLY]=ignore'"
        ]
    );
}

#[test]
fn what_map_says_counts_for_more_than_a_template() {
    let text = google(&[["Ada", "L", "ada@x", "", "+1", "+2", "", ""]]);
    let maps =
        [("recovery email", Some(Field::Email)), ("Work Phone", Some(Field::Phone)), ("Password [Required]", None)];
    let of = |field| values(&text, field, &maps)[0].clone();
    assert_eq!([of(Field::Email), of(Field::Phone)], some(["r@x", "5"]));
    let home = [("home phone", Some(Field::Phone))];
    assert_eq!(values(&text, Field::Phone, &home), some([""]), "nothing fills in for what was said");
    assert_eq!((of(Field::Username).as_deref(), of(Field::Password)), (Some("ada@x"), None));
}

#[test]
fn the_table_of_okta_and_our_own_are_known() {
    let okta = "login,firstName,lastName,middleName,honorificPrefix,honorificSuffix,email,title,displayName,nickName,profileUrl,\
                secondEmail,mobilePhone,primaryPhone,streetAddress,city,state,zipCode,countryCode,userType,employeeNumber\n\
                ada@x,Ada,L,,,,a@y,,,,,,+1,+2,,,,,,,\n";
    assert_eq!(reader(okta, &[]).unwrap().template(), Some("Okta"));
    let of = |field| values(okta, field, &[])[0].clone();
    let fields = [Field::Username, Field::Email, Field::FirstName, Field::LastName, Field::Phone];
    assert_eq!(fields.map(of), some(["ada@x", "a@y", "Ada", "L", "+1"]));
    assert_eq!(of(Field::Type), None);
    let own = Field::ALL.map(Field::word).join(",");
    let own = reader(&own, &[]).unwrap();
    assert_eq!((own.template(), own.ignored()), (Some("tenantctl"), &[][..]));
    assert_eq!(reader("username,E-Mail\n", &[]).unwrap().template(), None);
    assert_eq!(reader("email,first name,last name,username\n", &[]).unwrap().template(), None);
}

#[test]
fn the_property_of_a_heading_is_what_stands_in_its_brackets() {
    assert_eq!(property("User name [userPrincipalName] Required"), "userPrincipalName");
    assert_eq!(property("User name (example: chris@contoso.com) [ userPrincipalName ]*"), "userPrincipalName");
    assert_eq!([property("User name"), property("a]b["), property("a[b")], [""; 3]);
}
