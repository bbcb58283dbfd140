//! A column of a table.

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The key of the value in the item; dots reach into nested objects. The header of `csv`.
    pub key: &'static str,
    /// The header of `table`.
    pub title: &'static str,
    /// Which columns a narrow table has no room for first: the highest. Those of weight 0 always stay.
    pub weight: u8,
    /// The lead-in of the value if it goes below its row; without one, the value is left out.
    pub below: Option<&'static str>,
}
