//! The binary as a curator and an operator meet it.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used)] // helpers outside of tests count as code

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sahel-timeline"))
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A directory of this test's own, empty.
fn empty_dir(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// The record with one broken event.
fn broken_record(name: &str) -> PathBuf {
    let dir = empty_dir(name);
    fs::create_dir_all(dir.join("events/2023")).unwrap();
    fs::copy("data/actors.toml", dir.join("actors.toml")).unwrap();
    fs::copy("src/data/testdata/ne-2023-10-01-broken.toml", dir.join("events/2023/ne-2023-10-01-broken.toml")).unwrap();
    dir
}

#[test]
fn check_lists_every_problem_and_fails() {
    let dir = broken_record("check");
    let output = binary().arg("check").arg(&dir).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report = stderr(&output);
    for expected in [
        "events/2023/ne-2023-10-01-broken.toml:1:8", // kind
        "events/2023/ne-2023-10-01-broken.toml:3:8", // date
        "unknown key `colour`",
        "the French text is missing",
        "the source is a bare home page",
        "no actor has the id `ministri`",
        "did you mean `attack`?",
    ] {
        assert!(report.contains(expected), "{expected}\n{report}");
    }
}

#[test]
fn the_server_refuses_a_broken_record_with_the_same_report() {
    let dir = broken_record("serve");
    let check = binary().arg("check").arg(&dir).output().unwrap();
    let serve = binary().args(["serve", "--addr", "127.0.0.1:0", "--data"]).arg(&dir).output().unwrap();
    assert_eq!(serve.status.code(), Some(1));
    assert!(stderr(&serve).starts_with(&stderr(&check)), "{}", stderr(&serve));
    assert!(stderr(&serve).contains("it is not served"));
}

#[test]
fn a_directory_that_is_not_there_is_named() {
    let output = binary().args(["check", "no/such/directory"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no/such/directory"), "{}", stderr(&output));
}

/// One file is the whole site: it runs from an empty directory, and stops when told to.
#[test]
fn it_serves_from_an_empty_directory() {
    let dir = empty_dir("alone");
    let mut server =
        binary().args(["serve", "--addr", "127.0.0.1:0"]).current_dir(&dir).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(server.stderr.take().unwrap());
    let mut line = String::new();
    log.read_line(&mut line).unwrap();
    let addr = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_else(|| panic!("{line}"));

    let fetch = |path: &str| {
        let mut stream = TcpStream::connect(addr).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    let page = fetch("/en/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let style = page.split("stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let answer = fetch(style);
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("immutable"), "{answer}");

    let killed = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(killed.success());
    assert_eq!(server.wait().unwrap().code(), Some(0));
    assert!(fs::read_dir(&dir).unwrap().next().is_none(), "the server writes nothing");
}
