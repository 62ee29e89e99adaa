//! What attackers, scanners and broken clients send: never a status of 500 or more, a panic or a hang, and the server is
//! within its limits afterwards.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, clippy::panic)] // helpers outside of tests count as code

mod server;

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::{Duration, Instant},
};

use server::{PATIENCE, Server, binary, read_all};

/// A request for a path, whole but for its end.
fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n")
}

/// Requests by name. Each is sent on a connection of its own.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut corpus: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| corpus.push((name.to_owned(), bytes));

    let paths = [
        // Out of the site's files.
        "/../../../../etc/passwd",
        "/v/x/../../Cargo.toml",
        "/v/x/..%2f..%2fCargo.toml",
        "/v/%2e%2e/%2e%2e/etc/passwd",
        "/v//etc/passwd",
        "/v/x//etc/passwd",
        "/v/",
        "/v",
        "/v/x/",
        "/..",
        "/.",
        "/.git/config",
        "/.env",
        "//evil.example/",
        "/\\..\\..\\windows\\win.ini",
        "/en/event/../../../etc/passwd",
        "/en/event/..%2f..%2f",
        "/en/event/%2e%2e",
        // Percent signs.
        "/%",
        "/%%",
        "/%2",
        "/%zz",
        "/%00",
        "/en/event/%00",
        "/en/event/%ff%fe",
        "/en/?q=%",
        "/en/?q=%zz",
        "/en/?q=%00",
        "/en/?q=%ff%fe",
        "/en/?q=%c0%ae%c0%ae",
        "/en/?q=%ed%a0%80",
        "/en/?%00=%00",
        "/en/?q=%250a",
        "/en/?q=%0d%0aset-cookie:%20a=b",
        "/?%0d%0aset-cookie:%20a=b",
        "/en?%0d%0alocation:%20//evil.example",
        // Numbers.
        "/en/?page=99999999999999999999999",
        "/en/?page=-1",
        "/en/?page=0",
        "/en/?page=1e9",
        "/en/?page=4294967296",
        "/en/?from=99999999999-01-01",
        "/en/?from=-262144",
        "/en/?from=0000-00-00",
        "/en/?from=9999-12-31&to=0001-01-01",
        "/en/?as_of=9999-12-31",
        "/en/?as_of=0001",
        "/en/?as_of=-9999",
        "/en/?from=2023-02-30",
        "/en/?from=+262143",
        // Parameters.
        "/en/?",
        "/en/?&&&&",
        "/en/?=",
        "/en/?==",
        "/en/?=NE",
        "/en/?country",
        "/en/?country[]=NE",
        "/en/?country[0][a]=NE",
        "/en/?country=NE;kind=attack",
        "/en/?country=NE%26kind=attack",
        "/en/?q='%20or%201=1--",
        "/en/?q=<script>alert(1)</script>",
        "/en/?q=${jndi:ldap://evil.example/a}",
        "/en/?actor=../../etc/passwd",
        "/en/?place=%F0%9F%92%A9",
        "/en/?q=%E2%80%AE",
        // Functions.
        "/api/",
        "/api/none",
        "/api/events/../event",
        "/api/bundle",
        "/api/bundle?lang=",
        "/api/bundle?lang=en&lang=fr",
        "/api/bundle?query=query%3Dquery",
        "/api/events?query=%26%26",
        "/api/event?id=%00",
        "/api/event?id=a&id=b",
        "/api/matches?query=q%3D%25",
        "/api/events?query[a][b][c]=1",
        "/api/names?lang=%ff",
        // Elsewhere.
        "/en",
        "/xx/",
        "/en//",
        "/en/event",
        "/en/event/",
        "/en/event//card",
        "/data/",
        "/data/events.xml",
        "/admin",
        "/wp-login.php",
        "/metrics",
        "/en/actor/",
        "/fr/place/%20",
        "http://evil.example/en/",
        "http://[::1/en/",
        "http:///en/",
        "en/",
        "",
        "*",
    ];
    for path in paths {
        add(path, format!("{}\r\n", get(path)).into_bytes());
    }
    for (name, path) in [
        ("5,000 bytes of path", format!("/{}", "a".repeat(5_000))),
        ("5,000 bytes of search", format!("/en/?q={}", "a".repeat(5_000))),
        ("100,000 bytes of path", format!("/{}", "a".repeat(100_000))),
        ("1,000 slashes", "/".repeat(1_000)),
        ("1,000 steps up", "/..".repeat(1_000)),
        ("900 parameters", format!("/en/?{}", "a=1&".repeat(900))),
        ("10,000 parameters", format!("/en/?{}", "country=NE&".repeat(10_000))),
        ("1,300 percent signs", format!("/en/?q={}", "%25".repeat(1_300))),
        ("brackets", format!("/api/events?query{}=1", "[a]".repeat(1_000))),
    ] {
        add(name, format!("{}\r\n", get(&path)).into_bytes());
    }

    // Bytes that are no text.
    for (name, path) in [
        ("Latin-1", &b"/\xe9v\xe9nement"[..]),
        ("0xff", b"/en/?q=\xff\xfe"),
        ("a null", b"/en/\0"),
        ("a tab", b"/en/\t"),
    ] {
        add(name, [b"GET ", path, b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"].concat());
    }

    // Headers.
    for (name, header) in [
        ("no end of ranges", format!("Range: bytes={}\r\n", "0-1,".repeat(1_000))),
        ("a huge range", "Range: bytes=0-99999999999999999999999999\r\n".to_owned()),
        ("a range from far away", "Range: bytes=99999999999999999999999999-\r\n".to_owned()),
        ("a backward range", "Range: bytes=9-1\r\n".to_owned()),
        ("a negative range", "Range: bytes=--1\r\n".to_owned()),
        ("no range", "Range: bytes=\r\n".to_owned()),
        ("a thousand languages", format!("Accept-Language: {}\r\n", "fr;q=0.1,".repeat(1_000))),
        (
            "no weight",
            "Accept-Language: fr;q=NaN,en;q=inf,fr;q=-1\r\nAccept-Encoding: br;q=NaN,gzip;q=1e999\r\n".to_owned(),
        ),
        ("a thousand codings", format!("Accept-Encoding: {}\r\n", "br;q=0,".repeat(1_000))),
        ("a thousand tags", format!("If-None-Match: {}\r\n", "\"a\",".repeat(1_000))),
        ("a thousand hops", format!("X-Forwarded-For: {}\r\n", "192.0.2.1,".repeat(1_000))),
        ("90 headers", "A: b\r\n".repeat(90)),
        ("200 headers", "A: b\r\n".repeat(200)),
        ("10,000 headers", "A: b\r\n".repeat(10_000)),
        ("a header of 100,000 bytes", format!("A: {}\r\n", "b".repeat(100_000))),
        ("a header name of 100,000 bytes", format!("{}: b\r\n", "a".repeat(100_000))),
        ("a header without name", ": b\r\n".to_owned()),
        ("a header without colon", "nonsense\r\n".to_owned()),
        ("a space before the colon", "A : b\r\n".to_owned()),
        ("a folded header", "A: b\r\n c\r\n".to_owned()),
        ("a null in a header", "A: b\0c\r\n".to_owned()),
        ("a second host", "Host: y\r\n".to_owned()),
        ("a huge length", "Content-Length: 99999999999999999999999999\r\n".to_owned()),
        ("a negative length", "Content-Length: -1\r\n".to_owned()),
        ("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n".to_owned()),
        ("length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n".to_owned()),
        ("an unknown coding", "Transfer-Encoding: gzip, identity\r\n".to_owned()),
        ("an upgrade", "Connection: upgrade\r\nUpgrade: websocket\r\n".to_owned()),
        (
            "HTTP/2 by upgrade",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n".to_owned(),
        ),
        ("an expectation", "Expect: 100-continue\r\nContent-Length: 5\r\n".to_owned()),
        ("another expectation", "Expect: miracles\r\n".to_owned()),
    ] {
        add(name, format!("{}{header}\r\n", get("/en/event/ne-2023-07-26-coup-bazoum")).into_bytes());
    }

    // Methods and versions.
    for line in [
        "POST /en/ HTTP/1.1",
        "DELETE /en/ HTTP/1.1",
        "TRACE / HTTP/1.1",
        "CONNECT evil.example:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "PROPFIND / HTTP/1.1",
        "get /en/ HTTP/1.1",
        "G\u{e9}T / HTTP/1.1",
        "GET /en/ HTTP/9.9",
        "GET /en/ HTTP/0.9",
        "GET /en/ HTTP/1.0",
        "GET /en/",
        "GET  /en/  HTTP/1.1",
        "GET",
        "",
        " ",
    ] {
        add(line, format!("{line}\r\nHost: x\r\nConnection: close\r\n\r\n").into_bytes());
    }
    add("no host", b"GET /en/ HTTP/1.1\r\nConnection: close\r\n\r\n".to_vec());
    add("line feeds only", b"GET /en/ HTTP/1.1\nHost: x\nConnection: close\n\n".to_vec());
    add("a method of 100,000 bytes", [vec![b'A'; 100_000], b" / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()].concat());

    // Bodies.
    let post = "POST /api/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    add(
        "a large body",
        [format!("{post}Content-Length: 5000000\r\n\r\n").into_bytes(), vec![b'a'; 5_000_000]].concat(),
    );
    add(
        "endless chunks",
        format!("{post}Transfer-Encoding: chunked\r\n\r\n{}", "5\r\naaaaa\r\n".repeat(200_000)).into_bytes(),
    );
    add("a broken chunk", format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\naaaaa\r\n0\r\n\r\n").into_bytes());
    add("a huge chunk", format!("{post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na").into_bytes());
    add(
        "a request within a body",
        format!("GET /en/ HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n{}\r\n", get("/fr/")).into_bytes(),
    );

    // Other protocols.
    add("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(50));
    add("SSH", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec());
    add("a proxy's line", b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec());
    add("nulls", vec![0; 100_000]);
    add("noise", (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect());

    // HTTP/2.
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let frame = |kind: u8, flags: u8, stream: u32, body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags], &stream.to_be_bytes(), body].concat()
    };
    // GET / of http://x, by the static table.
    let request = b"\x82\x84\x86\x41\x01x";
    let open = [&preface[..], &frame(4, 0, 0, b"")].concat();
    add("HTTP/2, then noise", [&open[..], &[0xff; 10_000]].concat());
    add("half a preface", preface[..10].to_vec());
    let resets =
        (0..20_000_u32).flat_map(|n| [frame(1, 5, 2 * n + 1, request), frame(3, 0, 2 * n + 1, &[0, 0, 0, 8])].concat());
    add("20,000 streams opened and reset", open.iter().copied().chain(resets).collect());
    let more = (0..10_000).flat_map(|_| frame(9, 0, 1, b"\x00\x01a\x01b"));
    add("endless headers", [open.clone(), frame(1, 1, 1, request), more.collect()].concat());
    add("10,000 settings", [open.clone(), frame(4, 0, 0, &[0, 3, 0, 0, 0, 9]).repeat(10_000)].concat());
    add("10,000 pings", [open.clone(), frame(6, 0, 0, b"12345678").repeat(10_000)].concat());
    add("a frame of 16 MB", [open.clone(), vec![0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]].concat());
    add("a window beyond all", [open, frame(8, 0, 0, &[0x7f, 0xff, 0xff, 0xff]).repeat(3)].concat());
    corpus
}

#[test]
fn nothing_that_is_sent_breaks_it() {
    let server = Server::start(binary().args(["serve", "--work-per-second", "0"]));
    let corpus = corpus();
    let mut answered = 0;
    for (name, request) in &corpus {
        let mut stream = server.connect();
        // The server may close before it has read everything.
        let _ = stream.write_all(request);
        // A client that is done sending still reads.
        let _ = stream.shutdown(Shutdown::Write);
        let answer = String::from_utf8_lossy(&read_all(&mut stream)).into_owned();
        for status in answer.split("HTTP/1.").skip(1).filter_map(|rest| rest.get(2..5)?.parse::<u16>().ok()) {
            assert!(status < 500, "{name}: {status}");
            answered += 1;
        }
        let head = answer.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
        for line in head.lines() {
            assert!(!line.starts_with("set-cookie") && !line.starts_with("location: //"), "{name}: {line}");
        }
        assert!(!answer.contains("root:x:") && !answer.contains("[package]"), "{name}");
    }
    assert!(answered > corpus.len() / 2, "most are answered: {answered} of {}", corpus.len());
    healthy(&server);
}

/// All of them at once, each for as long as the server lets it.
#[test]
fn nobody_who_is_slow_stays_for_ever() {
    let server = Server::start(binary().args(["serve", "--metrics-addr", "127.0.0.1:0"]));
    thread::scope(|scope| {
        let closed = |name: &'static str, stream: TcpStream| {
            scope.spawn(move || {
                let (begun, mut stream) = (Instant::now(), stream);
                // In the log of a test that fails: who hung.
                println!("{name} waits");
                read_all(&mut stream);
                println!("{name} is left after {:?}", begun.elapsed());
            })
        };
        closed("a silent client", server.connect());
        let mut half = server.connect();
        half.write_all(b"GET /en/ HTTP/1.1\r\nHo").unwrap();
        closed("half a head", half);
        let mut idle = server.connect();
        idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        closed("a client that asks no more", idle);
        let mut late = server.connect();
        late.write_all(b"POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na").unwrap();
        closed("a body that does not come", late);
        // A byte now and then is no head in time.
        let mut drop_by_drop = server.connect();
        scope.spawn(move || {
            drop_by_drop.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
            let begun = Instant::now();
            while drop_by_drop.write_all(b"G").is_ok() {
                // Waiting for an answer is the pause between two bytes.
                match drop_by_drop.read(&mut [0; 1_024]) {
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                    _ => break,
                }
                assert!(begun.elapsed() < PATIENCE, "drop by drop is not left");
            }
        });
        // Whoever takes nothing of a large answer.
        let mut stalled: Vec<_> = (0..20).map(|_| server.connect()).collect();
        for stream in &mut stalled {
            for _ in 0..20 {
                stream.write_all(b"GET /data/events.json HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
            }
        }
        let begun = Instant::now();
        let figures = server.figures();
        // The others have gone too: what is left is the question itself.
        while open(&figures).is_none_or(|open| open > 0) {
            assert!(begun.elapsed() < PATIENCE, "{:?} connections are still open", open(&figures));
            thread::yield_now();
        }
        drop(stalled);
    });
    healthy(&server);
}

/// Clients that go away in the middle of an answer, and others that come all at once.
#[test]
fn a_crowd_and_its_leaving_take_nothing_from_others() {
    let server = Server::start(binary().args(["serve", "--metrics-addr", "127.0.0.1:0"]));
    for _ in 0..300 {
        let mut stream = server.connect();
        stream.write_all(b"GET /data/events.json HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut first = [0; 100];
        stream.read_exact(&mut first).unwrap();
    }
    // One peer has only so many connections, and gets them back.
    let figures = server.figures();
    let crowd: Vec<_> = (0..400).map(|_| server.connect()).collect();
    let begun = Instant::now();
    while Server::fetch(&figures, "/metrics").text().contains("sahel_connections_refused_total 0") {
        assert!(begun.elapsed() < PATIENCE, "nobody is refused");
    }
    drop(crowd);
    while open(&figures).is_none_or(|open| open > 0) {
        assert!(begun.elapsed() < PATIENCE, "{:?} connections are still open", open(&figures));
    }
    // A thousand requests in one go are answered in order.
    let mut stream = server.connect();
    stream.write_all(&b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000)).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let answers = String::from_utf8_lossy(&read_all(&mut stream)).matches("HTTP/1.1 200").count();
    assert_eq!(answers, 1_001);
    healthy(&server);
}

/// Readers who take large answers as slowly as they may hold only so much memory; others get what is there meanwhile, and
/// everything afterwards.
#[test]
fn slow_readers_hold_only_so_much() {
    let server = Server::start(binary().args(["serve", "--work-per-second", "0"]));
    assert_eq!(server.get("/en/").status, 200);
    let mut held = Vec::new();
    let mut refused = 0;
    for day in 1..=60 {
        let mut stream = server.connect();
        let path = format!("/data/events.json?from=2011-{:02}-{:02}", 1 + day / 28, 1 + day % 28);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        match &status[9..] {
            b"200" => held.push(stream),
            b"503" => refused += 1,
            other => panic!("{}", String::from_utf8_lossy(other)),
        }
    }
    assert!(!held.is_empty() && refused > 0, "{} held, {refused} refused", held.len());
    assert!(server.memory() <= 256, "{} MB", server.memory());
    assert_eq!(server.get("/en/").status, 200);
    assert_eq!(server.get("/en/?q=drought").status, 200, "pages have room of their own");
    drop(held);
    let begun = Instant::now();
    while server.get("/data/events.json?from=2010").status != 200 {
        assert!(begun.elapsed() < PATIENCE, "exports are refused for ever");
    }
    healthy(&server);
}

/// As a proxy may speak it.
#[test]
fn http_2_is_spoken_without_tls() {
    let server = Server::start(binary().arg("serve"));
    let mut stream = server.connect();
    // Settings, then GET /healthz.
    let path = b"/healthz";
    let mut request = vec![0x82, 0x86, 0x41, 1, b'x', 0x44, u8::try_from(path.len()).unwrap()];
    request.extend(path);
    let length = u8::try_from(request.len()).unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").unwrap();
    stream.write_all(&[&[0, 0, length, 1, 5, 0, 0, 0, 1][..], &request].concat()).unwrap();
    // Frames until the headers of the answer: the first of them is `:status: 200` of the static table.
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).unwrap();
        let mut body = vec![0; usize::from(head[1]) << 8 | usize::from(head[2])];
        stream.read_exact(&mut body).unwrap();
        if head[3] == 1 {
            assert_eq!(body[0], 0x88);
            return;
        }
    }
}

/// One client that asks for ever new work is told to wait; what is there is there for it too, and others get their own.
#[test]
fn work_is_limited_and_answers_are_not() {
    let server = Server::start(binary().args(["serve", "--work-per-second", "1", "--trust-proxy", "127.0.0.1"]));
    let ask = |client: &str, path: &str| {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n");
        server.send(request.as_bytes()).unwrap()
    };
    let first = ask("192.0.2.1", "/en/?q=water");
    assert_eq!(first.status, 200);
    let refused =
        (0..100).map(|n| ask("192.0.2.1", &format!("/en/?q={n}"))).find(|answer| answer.status != 200).unwrap();
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    assert!(refused.text().contains("Trop de requêtes"));
    for _ in 0..100 {
        assert_eq!(ask("192.0.2.1", "/en/?q=water").status, 200);
    }
    assert_eq!(ask("192.0.2.2", "/en/?q=fire").status, 200);
    assert_eq!(ask("192.0.2.1", "/healthz").status, 200);
}

/// Open connections, by the figures.
fn open(figures: &str) -> Option<i64> {
    let text = Server::fetch(figures, "/metrics").text();
    text.lines().find_map(|line| line.strip_prefix("sahel_connections "))?.parse().ok()
}

/// It answers, has not panicked, and takes no more memory than it may.
fn healthy(server: &Server) {
    assert_eq!(server.get("/en/").status, 200);
    assert_eq!(server.get("/healthz").text(), "ok\n");
    assert!(!server.log().contains("panicked"), "{}", server.log());
    // What is free is given back within some seconds.
    let begun = Instant::now();
    while server.memory() > 128 {
        assert!(begun.elapsed() < PATIENCE, "{} MB", server.memory());
        server.get("/healthz");
    }
}
