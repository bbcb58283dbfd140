//! Shows the progress of a flow to the person at the terminal: a bar on standard error, and notices.

use crate::{
    flows::{Notice, Stage, Watch},
    render::{Dialogue, Progress, Watcher},
};

/// The watch of one command. Dropped, it leaves a terminal as it found it.
pub struct FlowWatch<'d> {
    watcher: Watcher,
    dialogue: &'d mut dyn Dialogue,
    progress: Option<Progress>,
}

impl<'d> FlowWatch<'d> {
    /// A watch that says its remarks in the dialogue.
    pub fn new(watcher: Watcher, dialogue: &'d mut dyn Dialogue) -> Self {
        Self { watcher, dialogue, progress: None }
    }
}

impl Watch for FlowWatch<'_> {
    fn begin(&mut self, stage: Stage, steps: u64) {
        let (doing, unit) = match stage {
            Stage::CheckingRows => ("checking", "KiB"),
            Stage::ImportingRows => ("importing", "rows"),
        };
        // The bar of the stage before goes first.
        self.progress = None;
        self.progress = Some(Progress::begin(self.watcher, doing, unit, steps));
    }

    fn reach(&mut self, done: u64) {
        if let Some(progress) = &mut self.progress {
            progress.reach(done);
        }
    }

    fn notice(&mut self, notice: Notice) {
        // A bar would garble it.
        self.progress = None;
        let told = match notice {
            Notice::ReadAs(product) => format!("Read as a file of {product}."),
            Notice::ColumnsIgnored(columns) => format!("Columns that are not imported: {}", columns.join(", ")),
            Notice::KeysIgnored(keys) => format!("Keys that are not imported: {}", keys.join(", ")),
            Notice::PlainPasswords => {
                "warning: the file holds passwords in plain text: anyone who has read it knows them. \
                                       Remove it afterwards."
                    .to_owned()
            }
            Notice::Digests { column, rows } => {
                let passwords = if rows == 1 { "1 password".to_owned() } else { format!("{rows} passwords") };
                format!(
                    "warning: {passwords} in the column {column} may be digests (MD5, SHA-1 or the like). If so, anyone with a copy \
                     of them could log in with them: leave the column out with --map."
                )
            }
            Notice::LaterEnds(accounts) => {
                let end = if accounts == 1 { "1 account ends".to_owned() } else { format!("{accounts} accounts end") };
                format!("{end} in the future. That date is not imported: deactivate those accounts then.")
            }
            Notice::StartsOver => "The stopped import had other rows, or another --batch: this one \
                                   starts over."
                .to_owned(),
        };
        self.dialogue.say(&told);
    }
}
