use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    render::Page,
};
use clap_complete::Shell;

/// Print the completions for a shell: bash, zsh, fish, powershell or elvish
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl completions bash > ~/.local/share/bash-completion/completions/tenantctl\n  \
    tenantctl completions zsh > ~/.zfunc/_tenantctl\n  \
    tenantctl completions fish > ~/.config/fish/completions/tenantctl.fish")]
pub struct Args {
    /// bash, zsh, fish, powershell or elvish
    shell: Shell,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Never("a script for a shell");
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        ctx.out.page(&Page::new().verbatim(script(self.shell)))?;
        Ok(0)
    }
}

/// The completions of the whole command tree for one shell.
pub fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command(), "tenantctl", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
