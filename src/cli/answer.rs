//! What each command answers in JSON, declared beside the command. The schema comes from the very type that is written, so the two cannot
//! differ (docs/adr/0015-schemas-from-the-types.md).

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// The schema of a type, made when it is asked for: no other command pays for it.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

/// The form of a command's answer in JSON.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// One object.
    One(Shape),
    /// Items of that shape: in `json` an object with `items` and `next`, in `jsonl` one item a line.
    List(Shape),
    /// Several, each with the words after the command that select it; no words: the answer without them.
    Asked(&'static [(&'static str, Answer)]),
    /// No JSON, and why.
    Never(&'static str),
}

impl Answer {
    /// One object of that type.
    pub const fn one<T: JsonSchema>() -> Self {
        Answer::One(T::json_schema)
    }

    /// Items of that type.
    pub const fn list<T: JsonSchema>() -> Self {
        Answer::List(T::json_schema)
    }
}

/// A command that says what it answers. Every command must: the lists in [`super::Command`] and [`verbs`] ask for it.
pub trait Answers {
    const ANSWER: Answer;
}

/// Declares the verbs of a noun: the enum that clap reads, its dispatch, what each verb answers in the same order, and their names.
macro_rules! verbs {
    ($(#[$about:meta])* pub enum Verb { $($(#[$named:meta])* $variant:ident($args:ty),)* }) => {
        #[derive(Debug, clap::Subcommand)]
        $(#[$about])*
        pub enum Verb { $($(#[$named])* $variant($args),)* }

        impl Verb {
            /// What each verb answers, in the order of the verbs.
            pub const ANSWERS: &'static [$crate::cli::answer::Answer] =
                &[$(<$args as $crate::cli::answer::Answers>::ANSWER,)*];

            pub fn run(self, ctx: &mut $crate::context::Context<'_>) -> $crate::error::Result<u8> {
                match self { $(Verb::$variant(args) => args.run(ctx),)* }
            }
        }

        /// The verbs by their names (`cli/remedies.rs` uses them).
        #[derive(Clone, Copy, Debug, clap::ValueEnum)]
        pub enum VerbName { $($variant,)* }
    };
}
pub(crate) use verbs;
