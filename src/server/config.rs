//! The command line: what `sahel-timeline --help` says.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use ipnet::IpNet;

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
  sahel-timeline serve --data ./data            serve a record from a directory, and follow its changes
  sahel-timeline serve --trust-proxy 127.0.0.1 --metrics-addr 127.0.0.1:9090
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
    /// Directory with the record, instead of the one inside the binary. It is followed: a valid change is served at once, a broken
    /// one is reported and the record before it stays. SIGHUP looks again.
    #[arg(long, env = "SAHEL_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address under which readers reach the site, for canonical links; by default the listening one.
    #[arg(long, env = "SAHEL_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    /// Address and port of `/metrics` (Prometheus), `/healthz` and `/readyz`, for operators only; by default there is none.
    #[arg(long, env = "SAHEL_METRICS_ADDR", value_name = "ADDR")]
    pub metrics_addr: Option<SocketAddr>,
    /// How the log is written. `RUST_LOG` says how much of it: `warn`, or `info,request=off`.
    #[arg(long, env = "SAHEL_LOG_FORMAT", value_enum, default_value_t)]
    pub log_format: LogFormat,
    /// Limits.
    #[command(flatten)]
    pub limits: Limits,
}

/// What is allowed to whom.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Limits {
    /// Answers a second that are made anew for one client, on average; five seconds' worth at once. What is kept is not limited. 0: no limit.
    #[arg(long, env = "SAHEL_WORK_PER_SECOND", value_name = "N", default_value_t = 20)]
    pub work_per_second: u32,
    /// Address or network of a proxy whose X-Forwarded-For is believed; may be given more than once, or with commas.
    #[arg(long, env = "SAHEL_TRUST_PROXY", value_name = "NET", value_delimiter = ',', value_parser = network)]
    pub trust_proxy: Vec<IpNet>,
    /// Send Strict-Transport-Security with this many seconds; only where all of the site is behind TLS.
    #[arg(long, env = "SAHEL_HSTS", value_name = "SECONDS")]
    pub hsts: Option<u32>,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// An object a line.
    Json,
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse().map(|address: std::net::IpAddr| IpNet::from(address)))
        .map_err(|_| "neither an address nor a network such as 10.0.0.0/8".to_owned())
}
