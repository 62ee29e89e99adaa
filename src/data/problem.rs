//! A problem in a data file, and its report in the style of rustc.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::rule::Rule;

/// Something wrong in a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule that is not kept.
    pub rule: Rule,
    /// Bytes of the file that it is about.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// All problems of a record, each with its file; never empty.
#[derive(Debug, Default)]
pub struct Report {
    entries: Vec<(String, String, Vec<Problem>)>,
}

impl Report {
    /// Adds the problems of one file.
    pub fn add(&mut self, path: &str, text: &str, mut problems: Vec<Problem>) {
        if !problems.is_empty() {
            problems.sort_by_key(|p| (p.span.start, p.span.end));
            self.entries.push((path.to_owned(), text.to_owned(), problems));
        }
    }

    /// Adds the problems of one file and hands on what was read of it.
    pub fn take<T>(&mut self, path: &str, text: &str, (value, problems): (T, Vec<Problem>)) -> T {
        self.add(path, text, problems);
        value
    }

    /// No problem at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many problems.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|(_, _, p)| p.len()).sum()
    }

    /// The first problem in one line.
    pub fn first(&self) -> String {
        let first = self.entries.first().and_then(|(path, _, problems)| Some((path, problems.first()?)));
        first.map(|(path, problem)| format!("{path}: {}", problem.message)).unwrap_or_default()
    }

    /// The report: each problem with file, line, column, the text concerned and a hint.
    ///
    /// `root` is put before every path, so that an editor can open it.
    pub fn render(&self, root: &str, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for (path, text, problems) in &self.entries {
            let path = if root.is_empty() { path.clone() } else { format!("{}/{path}", root.trim_end_matches('/')) };
            for problem in problems {
                let span = clamp(&problem.span, text);
                let group = Level::ERROR.primary_title(problem.message.as_str()).id(problem.rule.code()).element(
                    Snippet::source(text.as_str()).path(path.as_str()).annotation(AnnotationKind::Primary.span(span)),
                );
                let help = (!problem.hint.is_empty()).then(|| Level::HELP.message(problem.hint.as_str()));
                let group = match help {
                    Some(help) => group.element(help),
                    None => group,
                };
                out.push_str(&renderer.render(&[group]));
                out.push_str("\n\n");
            }
        }
        let (n, files) = (self.len(), self.entries.len());
        let s = |n| if n == 1 { "" } else { "s" };
        out.push_str(&format!("{n} problem{} in {files} file{}\n", s(n), s(files)));
        out
    }
}

/// A span that lies on character boundaries inside the text, and on its first line only, so that a report
/// about a whole table shows where the table begins.
fn clamp(span: &Range<usize>, text: &str) -> Range<usize> {
    let floor = |mut i: usize| {
        i = i.min(text.len());
        while !text.is_char_boundary(i) {
            i -= 1;
        }
        i
    };
    let start = floor(span.start);
    let end = floor(span.end).max(start);
    let line_end = text[start..end].find('\n').map_or(end, |n| start + n);
    start..line_end
}
