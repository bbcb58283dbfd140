//! Homes that many tests begin with are made once and copied: a tenant, and the people, devices and sign-ins that a test puts into it first.

use super::{BINARY, Home, millis};
use std::{
    collections::HashMap,
    fs,
    os::unix::fs::{MetadataExt as _, lchown, symlink},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
};
use tempfile::TempDir;

/// A home that was made by certain steps, which each answered something.
#[derive(Clone)]
struct Made {
    folder: PathBuf,
    answer: String,
}

type Each = HashMap<String, Arc<OnceLock<Made>>>;

/// What an unused home is to be filled with: the steps so far, and where their outcome lies.
pub struct Prepared {
    steps: String,
    folder: PathBuf,
}

impl Prepared {
    /// The tenant `acme` with its administrator.
    pub fn tenant() -> Self {
        static TENANT: OnceLock<PathBuf> = OnceLock::new();
        Self { steps: String::new(), folder: TENANT.get_or_init(tenant).clone() }
    }

    /// Where it lies, to be copied.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Goes a step further, and gives what that step answered. The first test that takes the same steps makes the home for all.
    pub fn step(&mut self, step: &str, act: impl FnOnce(&Home) -> String) -> String {
        static EACH: OnceLock<Mutex<Each>> = OnceLock::new();
        let steps = format!("{}\n{step}", self.steps);
        let made = EACH.get_or_init(Mutex::default).lock().expect("unharmed").entry(steps.clone()).or_default().clone();
        let made = made.get_or_init(|| {
            let home = Home::at(TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory"));
            copy_files(&self.folder, home.path());
            let answer = act(&home);
            Made { folder: home.directory.keep(), answer }
        });
        *self = Self { steps, folder: made.folder.clone() };
        made.answer.clone()
    }
}

/// The home with a tenant, made for each build and each twenty minutes. Processes that test at the same time share it.
fn tenant() -> PathBuf {
    let facts = fs::metadata(BINARY).expect("the binary");
    let built = facts.modified().expect("a time").duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(format!("tenant-{}-{}", built.as_nanos(), millis() / 1_200_000));
    if !path.exists() {
        let homes = fs::read_dir(folder).into_iter().flatten().flatten();
        let is_old = |home: &fs::DirEntry| {
            let age = home.metadata().and_then(|facts| facts.modified()).ok().and_then(|made| made.elapsed().ok());
            age.is_some_and(|age| age.as_secs() > 3600)
        };
        // Another process may remove it first.
        homes.filter(is_old).for_each(|old| drop(fs::remove_dir_all(old.path())));
        let home = Home::at(TempDir::new_in(folder).expect("a directory"));
        home.init();
        // Where another process was first, its home is as good.
        let _ = fs::rename(home.path(), &path);
    }
    path
}

/// Copies what a folder holds, with modes and owners.
pub fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("readable") {
        let (from, to) = {
            let entry = entry.expect("an entry");
            (entry.path(), to.join(entry.file_name()))
        };
        let facts = fs::symlink_metadata(&from).expect("there");
        if facts.is_dir() {
            fs::create_dir(&to).expect("made");
            copy_files(&from, &to);
            fs::set_permissions(&to, facts.permissions()).expect("set");
        } else if facts.is_symlink() {
            symlink(fs::read_link(&from).expect("a link"), &to).expect("made");
        } else {
            fs::copy(&from, &to).expect("copied");
        }
        if nix::unistd::geteuid().is_root() {
            lchown(&to, Some(facts.uid()), Some(facts.gid())).expect("given");
        }
    }
}
