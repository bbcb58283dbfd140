# The commands of daily work. Without `just`, type what stands under the name.

# List the commands.
default:
    @just --list

# Build the program.
build:
    cargo build

# Run every test.
test:
    cargo test

# Check the form, the lints and the documentation.
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# Watch the whole main job on a throw-away tenant.
demo:
    cargo run --release -- demo

# Measure the performance goals as ratios (needs python3 and sqlite3).
bench:
    benches/ratios.py
    benches/operators.py

# Write the generated pages and the transcripts anew.
docs:
    UPDATE_DOCS=1 cargo test --test integration -- docs:: help::

# Check licenses, sources and advisories of the dependencies (needs cargo-deny).
deny:
    cargo deny check

# Run everything that the continuous integration runs.
ci:
    .ci/run
