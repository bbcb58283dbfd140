use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    render::Page,
};
use clap_complete::Shell;

/// Print the completions for a shell: bash, zsh, fish, powershell or elvish
///
/// In bash, zsh and fish they also offer usernames, from the tenant that the line or the environment names, and labels of devices. They are
/// read with your rights: if you cannot read the tenant or its key, no names are offered.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl completions bash > ~/.local/share/bash-completion/completions/tenantctl\n  \
    tenantctl completions zsh > ~/.zfunc/_tenantctl    (a directory of $fpath)\n  \
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

/// The completions for one shell. Those of bash, zsh and fish ask the program for everything (`complete/`); the others know the command
/// tree and no names.
pub fn script(shell: Shell) -> String {
    match shell {
        Shell::Bash => return include_str!("../../completions/tenantctl.bash").to_owned(),
        Shell::Zsh => return include_str!("../../completions/_tenantctl").to_owned(),
        Shell::Fish => return include_str!("../../completions/tenantctl.fish").to_owned(),
        _ => {}
    }
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::command().mut_args(|arg| arg.hide(false)), "tenantctl", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
