//! The main job from end to end, through the built binary.

use crate::common::{Home, code, within_a_step};

#[test]
fn a_phone_enrolls_and_logs_in_once_with_each_code() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    assert_eq!(home.login(&ada, None).exits(23).json()["outcome"], "enrollment_required");
    within_a_step(10);
    let key = home.enroll(&ada);
    assert_eq!(home.login(&ada, None).exits(22).json()["outcome"], "code_required");
    let granted = home.login("ada", Some(&code(&key, 0))).exits(0).json();
    assert_eq!((granted["outcome"].as_str(), granted["method"].as_str()), (Some("granted"), Some("totp")));
    let again = home.login(&ada, Some(&code(&key, 0))).exits(20).json();
    assert_eq!((again["outcome"].as_str(), again["username"].as_str()), (Some("denied"), Some(ada.as_str())));
    let shown = home.run(["account", "status", &ada]).exits(0).json();
    assert_eq!(shown["failed_attempts"], 0, "R-LOCK-8: the repetition is not counted");
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}
