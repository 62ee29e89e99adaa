//! The server's command line. The browser's half is in `lib.rs`.

#[cfg(feature = "ssr")]
mod cli {
    use std::{
        fs,
        io::{self, IsTerminal, Write},
        path::Path,
        process::ExitCode,
    };

    use clap::Parser;
    use sahel_timeline::{
        data::{self, Snapshot, file, files, report, rule::Rule},
        server::{
            App,
            config::{Cli, Command, Serve},
            listen, router, warm,
        },
    };

    /// An error that ends the program, in words.
    type Failure = Box<dyn std::error::Error>;

    pub fn main() -> ExitCode {
        let done = match Cli::parse().command {
            Command::Serve(serve) => run(&serve),
            Command::Check { explain: Some(code), .. } => explain(&code),
            Command::Check { dir, explain: None } => check(dir.as_deref()),
            Command::Schema { dir } => schema(&dir),
        };
        match done {
            Ok(code) => code,
            Err(failure) => {
                // With nobody left to read it there is nothing to do.
                writeln!(io::stderr(), "error: {failure}").unwrap_or_default();
                ExitCode::FAILURE
            }
        }
    }

    /// The record from a directory or from the binary; a broken one is reported and is `None`.
    fn load(dir: Option<&Path>) -> Result<Option<Snapshot>, Failure> {
        let (files, root) = match dir {
            Some(dir) => (files::in_directory(dir)?, dir.display().to_string()),
            None => (files::embedded(), "data".to_owned()),
        };
        match data::load(&files) {
            Ok(snapshot) => Ok(Some(snapshot)),
            Err(report) => {
                let mut stderr = io::stderr().lock();
                let colour = stderr.is_terminal();
                write!(stderr, "{}", report.render(&root, colour))?;
                Ok(None)
            }
        }
    }

    fn check(dir: Option<&Path>) -> Result<ExitCode, Failure> {
        let Some(snapshot) = load(dir)? else {
            return Ok(ExitCode::FAILURE);
        };
        write!(io::stdout(), "no problem\n\n{}", report::text(&snapshot))?;
        Ok(ExitCode::SUCCESS)
    }

    /// Says why a rule exists; an unknown code gets the list of all.
    fn explain(code: &str) -> Result<ExitCode, Failure> {
        if let Some(rule) = Rule::from_code(code) {
            writeln!(io::stdout(), "{code}: {}", rule.why())?;
            return Ok(ExitCode::SUCCESS);
        }
        writeln!(io::stderr(), "error: no rule has the code `{code}`; the rules are:")?;
        for rule in Rule::ALL {
            writeln!(io::stderr(), "  {:16} {}", rule.code(), rule.why())?;
        }
        Ok(ExitCode::FAILURE)
    }

    fn schema(dir: &Path) -> Result<ExitCode, Failure> {
        for (name, schema) in file::schemas() {
            fs::write(dir.join(name), schema)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn run(serve: &Serve) -> Result<ExitCode, Failure> {
        let Some(snapshot) = load(serve.data.as_deref())? else {
            return Err("the record has problems; it is not served".into());
        };
        let log = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
        tracing_subscriber::fmt().with_env_filter(log).with_writer(io::stderr).init();
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(start(serve, snapshot))
    }

    async fn start(serve: &Serve, snapshot: Snapshot) -> Result<ExitCode, Failure> {
        let listener = tokio::net::TcpListener::bind(serve.addr)
            .await
            .map_err(|e| format!("cannot listen on {}: {e}; another address can be given with --addr", serve.addr))?;
        let addr = listener.local_addr()?;
        let base_url = serve.base_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let source = serve.data.as_ref().map_or("inside the binary".to_owned(), |dir| dir.display().to_string());
        tracing::info!(
            %addr, base_url, data = source, record = snapshot.id, events = snapshot.records.len(),
            "Sahel Timeline is at {base_url}/"
        );
        let app = App::new(snapshot, &base_url);
        let router = router(app.clone());
        tokio::spawn(warm(app, router.clone()));
        listen::serve(listener, router, stop()).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// Resolves on SIGINT or SIGTERM.
    async fn stop() {
        use tokio::signal::unix::{SignalKind, signal};

        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
}

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    cli::main()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
