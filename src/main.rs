//! The `tenantctl` binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(tenantctl::cli::run(std::env::args_os()))
}
