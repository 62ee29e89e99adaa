//! Headlines beside their marks: as many as fit, the most consequential first.
//!
//! A headline is there when it is the weightiest of those with which it would collide. That is a question of its neighbours
//! alone, so it stays where it is while the reader pans.

use super::{
    entry::Entry,
    layout::{Mark, weight},
};

/// Rows above a lane on screens that have room for them.
const ROWS: usize = 3;
/// Height of a row.
const ROW: f32 = 17.0;
/// Least width of a picture with labels.
const LEAST: f32 = 480.0;
/// The width of a letter in the widest of its fonts, in pixels, on average.
const LETTER: f32 = 7.2;
/// Longest label, in letters.
const LONGEST: usize = 38;
/// Room between two labels.
const SPACE: f32 = 12.0;
/// Room about a line that leads to a mark.
const LEADER: f32 = 4.0;
/// How often a row is gone through: each time those get in that no weightier neighbour kept out.
const PASSES: usize = 2;
/// Neighbours so far away, in pixels, may have a say in whether a label is there.
#[allow(clippy::cast_precision_loss)]
pub(super) const MARGIN: f32 = LONGEST as f32 * LETTER * (ROWS * PASSES + 1) as f32;

/// A headline beside its mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Label<'a> {
    /// The event.
    pub entry: &'a Entry,
    /// Its mark's middle across.
    pub x: f32,
    /// Where the text begins, across.
    pub left: f32,
    /// Base line, pixels from the top.
    pub y: f32,
    /// Top of its mark.
    pub mark_top: f32,
    /// The headline, cut at a word.
    pub text: String,
}

impl Label<'_> {
    /// Its length in pixels, at most.
    pub fn length(&self) -> f32 {
        length(&self.text)
    }
}

#[allow(clippy::cast_precision_loss)]
fn length(text: &str) -> f32 {
    text.chars().count() as f32 * LETTER + 6.0
}

/// How many rows of labels a picture of this width has.
pub(super) const fn rows(width: f32) -> usize {
    if width < LEAST { 0 } else { ROWS }
}

/// Their height.
#[allow(clippy::cast_precision_loss)]
pub(super) const fn height(rows: usize) -> f32 {
    rows as f32 * ROW
}

/// A label and the pixels that it would take.
struct Candidate<'m, 'a> {
    mark: &'m Mark<'a>,
    text: String,
    x: f32,
    right: f32,
}

/// The labels of a lane, of which the lowest row ends at `above`.
pub(super) fn place<'a>(marks: &[Mark<'a>], above: f32, rows: usize, width: f32) -> Vec<Label<'a>> {
    if rows == 0 {
        return Vec::new();
    }
    let mut waiting: Vec<Candidate> = marks
        .iter()
        .map(|mark| {
            let text = cut(&mark.entry.headline, LONGEST);
            let x = mark.x * width;
            Candidate { mark, x, right: x + length(&text), text }
        })
        .collect();
    let mut taken: Vec<(usize, Candidate)> = Vec::new();
    // The weightiest get the upper rows: a line down from there crosses no label that begins right of it.
    for row in (0..rows).rev() {
        for _ in 0..PASSES {
            // Ties go by weight, so that the order does not depend on what is shown.
            waiting.sort_unstable_by(|a, b| {
                a.x.total_cmp(&b.x).then_with(|| weight(a.mark.entry).cmp(&weight(b.mark.entry)))
            });
            let (free, mut rest): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|candidate| taken.iter().all(|(at, other)| clear(candidate, other, *at == row)));
            let wins: Vec<bool> = (0..free.len()).map(|index| wins(&free, index)).collect();
            for (candidate, wins) in free.into_iter().zip(wins) {
                if wins { taken.push((row, candidate)) } else { rest.push(candidate) }
            }
            waiting = rest;
        }
    }
    let mut labels = Vec::new();
    for (row, label) in &taken {
        // Near the right edge a text slides to the left of its mark, if nothing is there.
        let left = label.x.min(width - length(&label.text));
        let covers = |(at, other): &(usize, Candidate)| {
            let before = other.x < label.x && left < label.x;
            before && ((at == row && other.right + SPACE > left) || (at > row && other.x + LEADER > left))
        };
        if label.x < 0.0 || label.x > width || left < 0.0 || taken.iter().any(covers) {
            continue;
        }
        #[allow(clippy::cast_precision_loss)]
        let y = above - *row as f32 * ROW - 5.0;
        let Mark { entry, x, .. } = *label.mark;
        let mark_top = label.mark.y - label.mark.radius;
        labels.push(Label { entry, x, left: left / width, y, mark_top, text: label.text.clone() });
    }
    labels
}

/// Whether a candidate can stand beside a label that has its place, in the same row or in a higher one.
fn clear(candidate: &Candidate, placed: &Candidate, same_row: bool) -> bool {
    let apart = candidate.right + SPACE < placed.x || placed.right + SPACE < candidate.x;
    let beside_line = placed.x + LEADER < candidate.x || candidate.right + LEADER < placed.x;
    if same_row { apart } else { beside_line }
}

/// Whether it is the weightiest of those in its way.
#[allow(clippy::cast_precision_loss)]
fn wins(free: &[Candidate], index: usize) -> bool {
    let this = &free[index];
    let weightier = |other: &Candidate| weight(other.mark.entry) > weight(this.mark.entry) && !clear(this, other, true);
    let reach = LONGEST as f32 * LETTER + 2.0 * SPACE;
    let left = free[..index].iter().rev().take_while(|other| this.x - other.x <= reach);
    let right = free[index + 1..].iter().take_while(|other| other.x - this.x <= reach);
    !left.chain(right).any(weightier)
}

/// The text up to the last word that fits, with an ellipsis where something is left out.
fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let short: String = text.chars().take(letters - 1).collect();
    let end = short.rfind([' ', '\u{a0}']).unwrap_or(short.len());
    format!("{}…", short[..end].trim_end_matches([',', ';', ':', ' ', '\u{a0}']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_cut_at_a_word() {
        assert_eq!(cut("Twelve soldiers killed in attack on Kandadji camp", 30), "Twelve soldiers killed in…");
        assert_eq!(cut("Short", 30), "Short");
    }
}
