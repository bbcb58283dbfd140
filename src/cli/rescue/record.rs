//! The identity record as flags, and as questions at a terminal for what they do not say.

use crate::{
    cli::people::resource::words,
    context::Context,
    domain::{
        identity_record::{self, Channel, Identity, Record},
        remedy::Argument,
    },
    error::Result,
};

/// How it was checked who a person is.
#[derive(Debug, Default, clap::Args)]
pub struct RecordArgs {
    /// Document or way of the check: passport, id-card, driver-license, employee-badge, known-in-person or callback
    #[arg(long, value_name = "KIND", value_parser = words::<Identity>)]
    identity: Option<Identity>,
    /// Channel of the check: video, phone or in-person
    #[arg(long, value_parser = words::<Channel>)]
    channel: Option<Channel>,
    /// Reference of the check; --ticket serves as well
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
}

impl RecordArgs {
    /// What is missing: for where nothing can be asked.
    pub fn missing(&self, ctx: &Context<'_>) -> impl Iterator<Item = Argument> + use<> {
        let referred = self.reference.is_some() || ctx.engine.purpose.why.ticket.is_some();
        let needed = [
            (self.identity.is_some(), Argument::Identity),
            (self.channel.is_some(), Argument::Channel),
            (referred, Argument::Reference),
        ];
        needed.into_iter().filter(|(there, _)| !there).map(|(_, argument)| argument)
    }

    /// The record, with questions for what was not said. Enter chooses nothing here: what is kept is what somebody said.
    ///
    /// # Errors
    /// `interrupted`.
    pub fn ask(self, ctx: &mut Context<'_>) -> Result<Record> {
        let identity = match self.identity {
            Some(identity) => identity,
            None => {
                let identity = one_of(ctx, "Identity checked by", Identity::ALL, Identity::word)?;
                ctx.keep_answer(["--identity", identity.word()].map(str::to_owned));
                identity
            }
        };
        let channel = match self.channel {
            Some(channel) => channel,
            None => {
                let channel = one_of(ctx, "Seen or heard through", Channel::ALL, Channel::word)?;
                ctx.keep_answer(["--channel", channel.word()].map(str::to_owned));
                channel
            }
        };
        let reference = match self.reference.or_else(|| ctx.engine.purpose.why.ticket.clone()) {
            Some(reference) => reference,
            None => loop {
                match identity_record::reference(&ctx.ask("Reference of the check (case, document)")?) {
                    Ok(reference) => {
                        ctx.keep_answer(["--reference".to_owned(), reference.clone()]);
                        break reference;
                    }
                    Err(fault) => ctx.say(&format!("{fault}; try again.")),
                }
            },
        };
        Ok(Record { identity, channel, reference })
    }
}

/// One of a closed list, by its number or its word, asked for until it is one.
fn one_of<T: Copy>(ctx: &mut Context<'_>, prompt: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T> {
    let named: Vec<_> = all.iter().enumerate().map(|(at, each)| format!("{} {}", at + 1, word(*each))).collect();
    loop {
        let typed = ctx.ask(&format!("{prompt}: {}", named.join(", ")))?;
        let typed = typed.trim();
        let by_word = all.iter().copied().find(|each| word(*each) == typed);
        match by_word.or_else(|| picked(typed, all)) {
            Some(value) => return Ok(value),
            None => ctx.say("Type one of those numbers or words."),
        }
    }
}

/// The entry for a typed number, counted from 1.
fn picked<T: Copy>(typed: &str, all: &[T]) -> Option<T> {
    let number: usize = typed.parse().ok()?;
    all.get(number.checked_sub(1)?).copied()
}
