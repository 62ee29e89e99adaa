//! The real binary, started by a test and stopped with it.
#![allow(dead_code, clippy::panic)] // each test file uses a part; a test may panic

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Nothing here takes longer, unless it hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sahel-timeline"))
}

/// A directory of this test's own, empty.
pub fn empty_dir(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

pub struct Server {
    child: Child,
    /// Where it listens.
    pub addr: String,
    log: Arc<Mutex<String>>,
    reading: Option<JoinHandle<()>>,
}

pub struct Answer {
    pub status: u16,
    /// The head as it was sent, in lower case.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, head, body: bytes[end + 4..].to_vec() })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

impl Server {
    /// Starts `serve` on a free port, with these arguments besides, and waits until it listens.
    pub fn start(command: &mut Command) -> Self {
        let command = command.args(["--addr", "127.0.0.1:0"]).env_remove("RUST_LOG");
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        let addr = loop {
            assert!(lines.read_line(&mut first).unwrap() > 0, "{first}");
            if let Some(rest) = first.split("is at http://").nth(1) {
                break rest.split('/').next().unwrap().to_owned();
            }
        };
        let log = Arc::new(Mutex::new(first));
        let writing = Arc::clone(&log);
        let reading = thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                let mut log = writing.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        Self { child, addr, log, reading: Some(reading) }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Where the figures are.
    pub fn figures(&self) -> String {
        let log = self.log();
        log.split("figures are at http://").nth(1).unwrap().split('/').next().unwrap().to_owned()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.addr).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes())
            .unwrap_or_else(|| panic!("no answer to {path}"))
    }

    /// The same from another listener.
    pub fn fetch(addr: &str, path: &str) -> Answer {
        let mut stream = TcpStream::connect(addr).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        Answer::parse(&read_all(&mut stream)).unwrap()
    }

    /// Sends bytes and reads until the server closes; `None` when it closes without an answer.
    pub fn send(&self, request: &[u8]) -> Option<Answer> {
        let mut stream = self.connect();
        // The server may close before it has read everything.
        let _ = stream.write_all(request);
        Answer::parse(&read_all(&mut stream))
    }

    /// Asks until the answer is as expected.
    pub fn until(&self, path: &str, expected: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        loop {
            let text = self.get(path).text();
            if expected(&text) {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{path} still says {}\n{}",
                text.get(..500).unwrap_or(&text),
                self.log()
            );
            thread::yield_now();
        }
    }

    pub fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.id().to_string()]).status().unwrap().success());
    }

    /// Waits until it has ended by itself; its whole log.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        self.reading.take().unwrap().join().unwrap();
        let log = self.log();
        (status, log)
    }

    /// Memory in use, in megabytes.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let kb = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        kb.trim().split(' ').next().unwrap().parse::<u64>().unwrap() / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Everything until the other side closes, or resets, which it may when not all was read.
pub fn read_all(stream: &mut TcpStream) -> Vec<u8> {
    let (mut answer, mut part) = (Vec::new(), [0; 65_536]);
    loop {
        match stream.read(&mut part) {
            Ok(0) => return answer,
            Ok(n) => answer.extend_from_slice(&part[..n]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("the server hangs"),
            Err(_) => return answer,
        }
    }
}

/// A copy of the record.
pub fn copy_record(to: &Path) {
    copy(Path::new("data"), to);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to)
        } else {
            fs::copy(entry.path(), &to).map(drop).unwrap()
        }
    }
}
