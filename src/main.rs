//! The `tenantctl` binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(tenantctl::cli::main(std::env::args_os(), tenantctl::cli::Outside::real()))
}
