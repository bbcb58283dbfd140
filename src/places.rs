//! Where a tenant's database and key are: from flags, environment, configuration and the XDG directories, in that order.

use crate::{
    domain::remedy::{Advice, Argument, Remedy},
    error::{Code, Error, Result},
    store::KeySource,
    vault::KeyFileRules,
};
use etcetera::BaseStrategy;
use serde::Deserialize;
use std::{
    fs::{self, OpenOptions},
    io::{self, Read},
    os::unix::fs::{FileTypeExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// The system's configuration file, always read first.
const SYSTEM_CONFIG: &str = "/etc/tenantctl/config.toml";

/// What a configuration file may say. `~/` is the home directory, and a relative path is relative to the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub db: Option<PathBuf>,
    pub tenant: Option<String>,
    pub key_file: Option<PathBuf>,
    /// A group with members who may read the key file.
    pub key_group: Option<String>,
    /// Where databases of named tenants are.
    pub data_dir: Option<PathBuf>,
    /// The form of answers.
    pub output: Option<String>,
    /// When colours are used.
    pub color: Option<String>,
}

/// What was said about the place on the command line or in the environment.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub db: Option<PathBuf>,
    pub tenant: Option<String>,
    pub key_file: Option<PathBuf>,
    pub config: Option<PathBuf>,
}

impl Said {
    fn resolved(self) -> Result<Self> {
        let resolve = |path: Option<PathBuf>| path.map(|path| resolved(&path)).transpose();
        Ok(Self {
            db: resolve(self.db)?,
            key_file: resolve(self.key_file)?,
            config: resolve(self.config)?,
            tenant: self.tenant,
        })
    }
}

impl Config {
    /// With its paths as they are seen from the folder that it is in.
    fn resolved(self, folder: &Path) -> Result<Self> {
        let resolve =
            |path: Option<PathBuf>| path.map(|path| resolved(&path).map(|path| folder.join(path))).transpose();
        Ok(Self { db: resolve(self.db)?, key_file: resolve(self.key_file)?, data_dir: resolve(self.data_dir)?, ..self })
    }
}

/// Schemes of addresses that other programs take where this one takes a file, also without two slashes behind them.
const SCHEMES: [&str; 12] = [
    "sqlite",
    "sqlite3",
    "file",
    "postgres",
    "postgresql",
    "mysql",
    "mariadb",
    "mssql",
    "jdbc",
    "odbc",
    "http",
    "https",
];

/// A path as it was meant: `~/` is the home directory, which no shell puts into a variable or a file.
///
/// # Errors
/// `usage` for an address with a scheme: it would make a file of an odd name.
fn resolved(path: &Path) -> Result<PathBuf> {
    let text = path.to_string_lossy();
    let scheme = text.split_once(':').filter(|(scheme, rest)| {
        let known = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
        let word = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        known || word && rest.starts_with("//")
    });
    if let Some((scheme, _)) = scheme {
        let message = format!("{text} is an address, not a file: databases of the kind {scheme}: are not supported");
        return Err(Error::new(Code::Usage, format!("{message}; nothing was changed"))
            .note("a tenant is a file; if its name has a colon, put ./ before it"));
    }
    match (path.strip_prefix("~"), home()) {
        (Ok(below), Some(home)) if text.starts_with("~/") => Ok(home.join(below)),
        _ => Ok(path.to_owned()),
    }
}

fn home() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

/// A limit that no configuration reaches.
const LARGEST_CONFIG: u64 = 1 << 20;

/// The text of a small file. One that may never end, or that waits for somebody to write to it, is not read.
fn small_file(path: &Path) -> io::Result<String> {
    let refused = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let file = OpenOptions::new().read(true).custom_flags(nix::libc::O_NONBLOCK).open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_fifo() || kind.is_socket() || kind.is_dir() {
        return Err(refused("it is not a regular file"));
    }
    let mut text = String::new();
    match file.take(LARGEST_CONFIG + 1).read_to_string(&mut text)? as u64 {
        length if length > LARGEST_CONFIG => Err(refused("it is larger than 1 MiB")),
        _ => Ok(text),
    }
}

/// Every place, and where it is known from.
#[derive(Clone, Debug)]
pub struct Places {
    /// The configuration in force.
    pub config: Config,
    /// The files that were looked for, and whether they were there.
    pub config_files: Vec<(PathBuf, bool)>,
    said: Said,
    data: Option<PathBuf>,
    keys: Option<PathBuf>,
}

impl Places {
    /// Reads the configuration files: the system's, the user's, then the one named.
    ///
    /// # Errors
    /// `usage` where a file is damaged or says something unknown, or the one that was named is not there; for an address with a scheme in
    /// the place of a file.
    pub fn read(said: Said) -> Result<Self> {
        let said = said.resolved()?;
        let xdg = etcetera::base_strategy::Xdg::new().ok();
        let user = xdg.as_ref().map(|xdg| xdg.config_dir().join("tenantctl"));
        let files = [Some(PathBuf::from(SYSTEM_CONFIG)), user.as_ref().map(|user| user.join("config.toml"))];
        let mut places = Self {
            config: Config::default(),
            config_files: Vec::new(),
            data: xdg.map(|xdg| xdg.data_dir().join("tenantctl")),
            keys: user,
            said,
        };
        for path in files.into_iter().flatten() {
            places.take(&path, false)?;
        }
        if let Some(named) = places.said.config.clone() {
            places.take(&named, true)?;
        }
        if let Some(directory) = &places.config.data_dir {
            places.data = Some(directory.clone());
        }
        Ok(places)
    }

    fn take(&mut self, path: &Path, must_exist: bool) -> Result<()> {
        let shown = path.display();
        let text = match small_file(path) {
            Ok(text) => text,
            Err(error) if !must_exist && error.kind() == io::ErrorKind::NotFound => {
                self.config_files.push((path.to_owned(), false));
                return Ok(());
            }
            Err(error) => {
                return Err(Error::new(Code::Usage, format!("the configuration {shown} cannot be read: {error}")));
            }
        };
        let later: Config = toml::from_str(&text).map_err(|error| {
            Error::new(Code::Usage, format!("the configuration {shown} is wrong: {}", error.message()))
                .caused_by(&error)
                .note("it may say: db, tenant, key_file, key_group, data_dir, output, color")
        })?;
        let later = later.resolved(path.parent().unwrap_or(Path::new(".")))?;
        let earlier = std::mem::take(&mut self.config);
        self.config = Config {
            db: later.db.or(earlier.db),
            tenant: later.tenant.or(earlier.tenant),
            key_file: later.key_file.or(earlier.key_file),
            key_group: later.key_group.or(earlier.key_group),
            data_dir: later.data_dir.or(earlier.data_dir),
            output: later.output.or(earlier.output),
            color: later.color.or(earlier.color),
        };
        self.config_files.push((path.to_owned(), true));
        Ok(())
    }

    /// Settles on one database and key, whatever else was said.
    pub fn settle(&mut self, db: &Path, key: &Path) {
        (self.said.db, self.said.key_file) = (Some(db.to_owned()), Some(key.to_owned()));
    }

    /// The tenant's name, where one was said.
    pub fn tenant_name(&self) -> Option<&str> {
        self.said.tenant.as_deref().or(self.config.tenant.as_deref())
    }

    fn explicit_db(&self) -> Option<&PathBuf> {
        // A tenant named on the command line beats a path from the configuration file.
        let configured = self.config.db.as_ref().filter(|_| self.said.tenant.is_none());
        self.said.db.as_ref().or(configured)
    }

    fn data(&self) -> Result<&Path> {
        self.data.as_deref().ok_or_else(|| {
            Error::new(Code::Usage, "there is no home directory to look in for tenants")
                .lacking("name the database:", [Argument::Database])
        })
    }

    /// Where the database of an existing tenant is.
    ///
    /// # Errors
    /// `tenant_not_found` with the places looked in; `usage` where there are several tenants and none was named.
    pub fn db(&self) -> Result<PathBuf> {
        if let Some(path) = self.explicit_db() {
            return Ok(path.clone());
        }
        let directory = self.data()?;
        if let Some(name) = self.tenant_name() {
            let path = directory.join(format!("{}.db", plain_name(name)?));
            if path.exists() {
                return Ok(path);
            }
            let message = format!("there is no tenant {name:?}: looked for {}", path.display());
            // A hint repeats the tenant where that was said.
            let name = self.said.tenant.is_none().then(|| name.to_owned());
            return Err(Error::new(Code::TenantNotFound, message).hint("make one", Remedy::Init(name)));
        }
        let mut found: Vec<PathBuf> =
            fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        found.retain(|path| path.extension().is_some_and(|extension| extension == "db"));
        found.sort();
        match found.as_slice() {
            [only] => Ok(only.clone()),
            [] => {
                let message = format!("there is no tenant yet: looked for *.db in {}", directory.display());
                Err(Error::new(Code::TenantNotFound, message)
                    .hint("make one", Remedy::Init(None))
                    .advice(Advice::NameDatabase))
            }
            several => {
                let names =
                    several.iter().filter_map(|path| path.file_stem()).map(|name| name.to_string_lossy().into_owned());
                let message = format!("there are several tenants in {}: name one", directory.display());
                Err(names.fold(Error::new(Code::Usage, message), |error, name| {
                    error.again(&name, [Argument::Tenant(name.clone())])
                }))
            }
        }
    }

    /// Where the database of a restored tenant goes: to the given path, else to the place of the given name, else to that of the name in
    /// the backup.
    pub fn restored_db(&self, own_name: &str) -> Result<PathBuf> {
        self.new_db(self.tenant_name().unwrap_or(own_name))
    }

    /// Where the database of a new tenant goes.
    pub fn new_db(&self, name: &str) -> Result<PathBuf> {
        match self.explicit_db() {
            Some(path) => Ok(path.clone()),
            None => Ok(self.data()?.join(format!("{}.db", plain_name(name)?))),
        }
    }

    /// The key of a database: as said; beside a database named by its path; in the configuration directory for one in the data directory.
    pub fn key(&self, db: &Path) -> Result<KeySource> {
        let said = self.said.key_file.clone().or_else(|| self.config.key_file.clone());
        let path = match (said, self.explicit_db()) {
            (Some(path), _) => path,
            (None, Some(_)) => db.with_extension("key"),
            (None, None) => {
                let name = db.file_stem().unwrap_or_default().to_string_lossy();
                let directory = self
                    .keys
                    .as_ref()
                    .ok_or_else(|| Error::new(Code::Usage, "there is no home directory for the key"))?;
                directory.join(format!("{name}.key"))
            }
        };
        if path == db {
            return Err(Error::new(Code::Usage, "database and key cannot be the same file")
                .lacking("name another:", [Argument::KeyFile]));
        }
        Ok(KeySource { path, rules: KeyFileRules { group: self.config.key_group.clone() } })
    }
}

/// A tenant's name, which is also a file's name: letters, digits, `.`, `_` and `-`, not at the beginning.
///
/// # Errors
/// `invalid_name`.
pub fn plain_name(name: &str) -> Result<&str> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins_well && name.len() <= 64 && name.chars().all(allowed) {
        return Ok(name);
    }
    Err(Error::new(
        Code::InvalidName,
        "a tenant's name has 1 to 64 ASCII letters, digits, '.', '_' and '-', and begins with a letter or digit; nothing was changed",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_name_cannot_lead_out_of_its_directory() {
        for bad in ["", "../x", "a/b", ".hidden", "-flag", "a b", "ä", &"x".repeat(65)] {
            assert!(plain_name(bad).is_err(), "{bad}");
        }
        assert!(plain_name("acme-2.eu_1").is_ok());
    }
}
