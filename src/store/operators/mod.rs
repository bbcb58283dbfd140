//! What operators hold, and what waits for a second one.

pub(super) mod levels;
pub(super) mod requests;
pub(super) mod tokens;

use crate::domain::permission::{Permission, Permissions};

/// Permissions as they are kept: their words with a space between.
pub(super) fn permissions_text(permissions: Permissions) -> String {
    permissions.iter().map(Permission::word).collect::<Vec<_>>().join(" ")
}

/// Permissions as they were kept; `None` if a word is none.
pub(super) fn read_permissions(text: &str) -> Option<Permissions> {
    text.split_whitespace().map(Permission::from_word).collect()
}
