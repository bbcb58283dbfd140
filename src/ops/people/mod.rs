//! Resources: made, edited, listed, imported and exported.

pub mod bulk;
pub mod complete;
pub mod create_resource;
pub mod create_with_password;
pub mod edit_resource;
pub mod export;
pub mod import;
pub mod list_resources;
mod resource_changes;
pub mod set_active;
pub mod shut_out;
pub mod verify_email;
pub mod view;
pub mod with_view;
