//! The binary as a curator and an operator meet it.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used)] // helpers outside of tests count as code

mod server;

use std::{
    fs,
    io::{Read, Write},
    path::PathBuf,
    process::Output,
};

use server::{Server, binary, copy_record, empty_dir, read_all};

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
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
    let server = Server::start(binary().arg("serve").current_dir(&dir));
    let page = server.get("/en/");
    assert_eq!(page.status, 200);
    let page = page.text();
    let style = page.split("stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let style = server.get(style);
    assert!(style.status == 200 && style.head.contains("immutable"), "{}", style.head);
    // There is nothing to load again, and nothing ends.
    server.signal("-HUP");
    assert_eq!(server.get("/healthz").text(), "ok\n");
    server.signal("-TERM");
    assert_eq!(server.ended().0.code(), Some(0));
    assert!(fs::read_dir(&dir).unwrap().next().is_none(), "the server writes nothing");
}

/// What is under way when the server is told to stop is finished.
#[test]
fn it_finishes_what_is_under_way() {
    for signal in ["-INT", "-TERM"] {
        let server = Server::start(binary().arg("serve"));
        let mut idle = server.connect();
        let mut reader = server.connect();
        // More than the system's buffers hold: most of it is still in the server.
        write!(reader, "GET /data/events.json HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut first = [0; 1_024];
        reader.read_exact(&mut first).unwrap();
        server.signal(signal);
        assert_eq!(read_all(&mut idle), b"", "nobody waits for a client that asks nothing");
        let mut answer = first.to_vec();
        answer.extend(read_all(&mut reader));
        let head = String::from_utf8_lossy(&first).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let body = answer.len() - answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() - 4;
        assert_eq!(body, length.trim().parse::<usize>().unwrap());
        assert_eq!(server.ended().0.code(), Some(0));
    }
}

#[test]
fn a_changed_record_is_served_at_once_and_a_broken_one_never() {
    let dir = empty_dir("followed");
    copy_record(&dir);
    let server = Server::start(binary().args(["serve", "--metrics-addr", "127.0.0.1:0", "--data"]).arg(&dir));
    let event = dir.join("events/2023/ne-2023-10-02-tabatol-ambush.toml");
    let original = fs::read_to_string(&event).unwrap();
    let page = "/en/event/ne-2023-10-02-tabatol-ambush";
    let before = server.get(page).text();

    // A change.
    let changed = original.replacen("[summary]\nen = \"", "[summary]\nen = \"Told anew. ", 1);
    assert_ne!(changed, original);
    fs::write(&event, &changed).unwrap();
    server.until(page, |text| text.contains("Told anew."));
    assert!(server.get("/readyz").text().contains("\"valid\":true"));

    // A typo: it is reported, and what was served stays.
    fs::write(&event, changed.replacen("kind = ", "kidn = ", 1)).unwrap();
    server.until("/readyz", |text| text.contains("\"valid\":false") && text.contains("\"ready\":true"));
    let detail = Server::fetch(&server.figures(), "/readyz").text();
    assert!(detail.contains("`kind` is missing"), "{detail}");
    assert!(server.get(page).text().contains("Told anew."));
    // The log is written by a thread of its own.
    server.until("/healthz", |_| server.log().contains("unknown key `kidn`"));

    // Another directory in its place, as deploys do it.
    let (next, old) = (empty_dir("followed-next"), dir.with_extension("old"));
    let _ = fs::remove_dir_all(&old);
    copy_record(&next);
    fs::rename(&dir, &old).unwrap();
    server.until("/readyz", |text| text.contains("\"valid\":false"));
    fs::rename(&next, &dir).unwrap();
    server.until(page, |text| text == before);
    server.until("/readyz", |text| text.contains("\"valid\":true"));
    fs::write(dir.join("events/2023/ne-2023-10-02-tabatol-ambush.toml"), &changed).unwrap();
    server.until(page, |text| text.contains("Told anew."));

    // And when asked.
    server.signal("-HUP");
    let told = |log: &str| log.contains("is the one that is served");
    server.until("/healthz", |_| told(&server.log()));
}

#[test]
fn operators_see_figures_and_a_log_without_readers() {
    let server = Server::start(binary().args(["serve", "--metrics-addr", "127.0.0.1:0", "--log-format", "json"]));
    server.get("/en/?q=secret");
    server.get("/en/?q=secret");
    server.get("/none");
    let told = |server: &Server| server.log().lines().filter(|line| line.contains("\"target\":\"request\"")).count();
    server.until("/healthz", |_| told(&server) >= 3);
    let log = server.log();
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line["target"] == "request" {
            assert!(line["id"].is_string() && line["micros"].is_u64() && line["status"].is_u64(), "{line}");
        }
    }
    assert!(log.contains("\"cache\":\"hit\"") && log.contains("\"cache\":\"made\""));
    assert!(!log.contains("secret"), "what readers search for is their business");
    assert_eq!(log.matches("127.0.0.1").count(), 5, "of ourselves only: {log}");
    assert_eq!(server.get("/metrics").status, 404, "figures are not for everybody");
    let figures = Server::fetch(&server.figures(), "/metrics");
    for expected in [
        "sahel_answers_total{status=\"200\",cache=\"hit\"} 1",
        // Two: the figures were asked for at the wrong place.
        "sahel_answers_total{status=\"404\",cache=\"made\"} 2",
        "sahel_record_valid 1",
        "sahel_answer_duration_seconds_bucket",
        "sahel_connections ",
        "sahel_kept_answers_bytes",
        "# EOF",
    ] {
        assert!(figures.text().contains(expected), "{expected}\n{}", figures.text());
    }
}
