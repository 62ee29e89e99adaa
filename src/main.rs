//! The server's command line. The browser's half is in `lib.rs`.

#[cfg(feature = "ssr")]
mod cli {
    use std::{
        fs,
        io::{self, IsTerminal, Write},
        net::SocketAddr,
        path::Path,
        process::ExitCode,
        sync::Arc,
    };

    use clap::Parser;
    use sahel_timeline::{
        data::{self, Snapshot, file, files, report, rule::Rule},
        server::{
            Site,
            config::{Cli, Command, LogFormat, Serve},
            hands, listen, operations,
            reload::Directory,
        },
    };
    use tokio::{
        net::TcpSocket,
        signal::unix::{Signal, SignalKind, signal},
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
        tokio::runtime::Builder::new_multi_thread()
            // Those that make answers, and for loading the record.
            .max_blocking_threads(hands() + 2)
            .enable_all()
            .build()?
            .block_on(start(serve))
    }

    async fn start(serve: &Serve) -> Result<ExitCode, Failure> {
        // Before anything takes time: until somebody listens to it, this signal would end the process.
        let hangup = signal(SignalKind::hangup())?;
        // Before it is read, so that no change is missed.
        let directory = serve.data.as_deref().map(Directory::new);
        let Some(snapshot) = load(serve.data.as_deref())? else {
            return Err("the record has problems; it is not served".into());
        };
        // A full pipe or disk must not hold up readers: lines are then lost, and the log goes on.
        let (writer, _flushed_at_the_end) = tracing_appender::non_blocking(io::stderr());
        let log = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
        let log = tracing_subscriber::fmt().with_env_filter(log).with_writer(writer);
        match serve.log_format {
            LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).init(),
            LogFormat::Json => log.json().flatten_event(true).init(),
        }

        let (socket, addr) = bind(serve.addr, "--addr")?;
        let base_url = serve.base_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let source = serve.data.as_ref().map_or("inside the binary".to_owned(), |dir| dir.display().to_string());
        let (record, events) = (snapshot.id.clone(), snapshot.records.len());
        let site = Arc::new(Site::new(snapshot, &base_url, &serve.limits));
        if let Some(addr) = serve.metrics_addr {
            let (socket, addr) = bind(addr, "--metrics-addr")?;
            tracing::info!(%addr, "figures are at http://{addr}/metrics");
            tokio::spawn(axum::serve(socket.listen(16)?, operations::router(&site)).into_future());
        }
        let warming = Arc::clone(&site);
        tokio::spawn(async move { warming.warm().await });
        match directory {
            Some(directory) => drop(tokio::spawn(directory.follow(Arc::clone(&site), hangup))),
            None => drop(tokio::spawn(nothing_to_load(hangup))),
        }
        let listener = socket.listen(listen::WAITING)?;
        tracing::info!(%addr, base_url, data = source, record, events, "Sahel Timeline is at {base_url}/");
        // For systemd's Type=notify; elsewhere it does nothing.
        sd_notify::notify(&[sd_notify::NotifyState::Ready]).unwrap_or_default();
        listen::serve(listener, site, stop()).await;
        Ok(ExitCode::SUCCESS)
    }

    fn bind(addr: SocketAddr, option: &str) -> Result<(TcpSocket, SocketAddr), Failure> {
        let socket = listen::bind(addr)
            .map_err(|e| format!("cannot listen on {addr}: {e}; another address can be given with {option}"))?;
        let addr = socket.local_addr()?;
        Ok((socket, addr))
    }

    /// SIGHUP asks to look at the record's directory again; the record inside the binary stays as it is.
    async fn nothing_to_load(mut hangup: Signal) {
        while hangup.recv().await.is_some() {
            tracing::info!("the record is inside the binary: there is nothing to load again");
        }
    }

    /// Resolves on SIGINT or SIGTERM.
    async fn stop() {
        let Ok(mut terminate) = signal(SignalKind::terminate()) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// Gives back what starting, a reload or a burst took: 44 MB are in use when idle, 73 with the system's allocator.
#[cfg(feature = "ssr")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    cli::main()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
