//! The command line: what `sahel-timeline --help` says.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand};

/// One timeline of what happened in Niger, Mali and Burkina Faso, and who says so.
///
/// The binary holds the site and the record. Start it anywhere; it writes nothing but its log.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    long_about,
    after_help = "Examples:
  sahel-timeline serve                          serve on http://127.0.0.1:3000
  sahel-timeline serve --addr 0.0.0.0:80 --base-url https://timeline.example
  sahel-timeline serve --data ./data            serve a record from a directory
  sahel-timeline check data                     list everything that is wrong in it
  sahel-timeline check --explain headline-toll  say why a rule exists"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site.
    Serve(Serve),
    /// Check a record and list every problem, with its file, line and what to do. Exit status 1 if there is one. Without one,
    /// sum the record up and hold it against others' data.
    Check {
        /// Directory with `actors.toml`, `places.toml` and `events/`; without it, the record inside the binary.
        dir: Option<PathBuf>,
        /// Say why a rule exists, such as `headline-toll`, instead of checking.
        #[arg(long, value_name = "CODE")]
        explain: Option<String>,
    },
    /// Write the JSON Schemas of the data files into a directory.
    Schema {
        /// Where to.
        #[arg(default_value = "data")]
        dir: PathBuf,
    },
}

/// How to serve.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// Address and port to listen on.
    #[arg(long, env = "SAHEL_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Directory with the record, instead of the one inside the binary.
    #[arg(long, env = "SAHEL_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address under which readers reach the site, for canonical links; by default the listening one.
    #[arg(long, env = "SAHEL_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
}
