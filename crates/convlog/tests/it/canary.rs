//! The canaries of the proofs, through the real binary: its command line, its files, its log.

use convlog_privacy_simulation::canary::{CanaryLocation, RAISED, found_in, places};

use super::process::{Done, Home, Server};

/// The server with a canary in every place, saying all it can say.
fn filled(home: &Home, places: &[CanaryLocation]) -> Server {
    let server = Server::start(home, &["--no-starter", "--log", "debug"]);
    let (key, _) = home.key("ingest");
    let raise = ["projects", "set", "--account", "acme", "--project", "front-desk", "--raise", RAISED];
    assert_eq!(home.run(&raise).code, Some(0));
    // What a project raises is in effect within a second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let lines: Vec<&str> = places.iter().flat_map(|place| place.lines.iter().map(String::as_str)).collect();
    for batch in lines.chunks(100) {
        let answer = server.ingest(&key, &batch.join("\n"));
        assert_eq!(answer["rejected"], 0, "{answer}");
    }
    server
}

fn bytes(done: &Done) -> Vec<u8> {
    format!("{}\n{}", done.stdout, done.stderr).into_bytes()
}

#[test]
fn no_canary_gets_out_of_the_binary() {
    let (home, places) = (Home::new(), places());
    let mut server = filled(&home, &places);
    let (reader, pii_reader) = (home.key("read").0, home.key("read,pii").0);
    let url = server.url.clone();
    let run = |key: &str, arguments: &[&str]| {
        home.run_with(
            arguments,
            &[("CONVLOG_URL", &url), ("CONVLOG_API_KEY", key), ("CONVLOG_PROJECT_ID", "front-desk")],
        )
    };
    let mut cells = 0;
    let mut check = |done: &Done, what: &str| {
        cells += places.len();
        let found: Vec<_> =
            found_in(&bytes(done)).iter().map(|canary| places.get(canary.0).map(|it| &it.name)).collect();
        assert!(found.is_empty(), "{what} shows {found:?}");
    };
    for arguments in
        [&["list"][..], &["list", "--json", "--limit", "1000"], &["projects", "list"], &["keys", "list"], &["doctor"]]
    {
        check(&run(&reader, arguments), &arguments.join(" "));
    }
    let mut seen = Vec::new();
    for place in &places {
        // An id that only a hidden entry has is known to whoever asks for it.
        if place.conversation.starts_with("call-") {
            check(&run(&reader, &["get", &place.conversation]), "get");
            check(&run(&reader, &["get", &place.conversation, "--json"]), "get --json");
        }
        seen.extend(found_in(&bytes(&run(&pii_reader, &["get", &place.conversation, "--json"]))));
    }
    let unseen: Vec<_> = places.iter().filter(|place| !seen.contains(&place.canary)).map(|place| &place.name).collect();
    // What the shapes of the API of others have no place for; the service's own show it, and its own matrix asks them.
    assert!(unseen.len() * 2 < places.len(), "the control finds too little: {unseen:#?}");
    for path in ["/", "/index.html", "/login", "/docs", "/openapi.json", "/healthz", "/readyz", "/favicon.ico"] {
        let answer = server.page(path);
        cells_in(&answer, path);
        for file in answer.split('"').filter(|part| part.starts_with("/assets/")) {
            cells_in(&server.page(file), file);
        }
    }
    let (_, said) = server.stop();
    assert!(said.contains("answered a request"), "the log is at debug: {said}");
    assert_eq!(found_in(said.as_bytes()), [], "the log says it");
    println!(
        "{} places: {cells} cells of the command line, no leak; {} seen with pii",
        places.len(),
        places.len() - unseen.len()
    );
}

fn cells_in(answer: &str, path: &str) {
    assert_eq!(found_in(answer.as_bytes()), [], "{path}");
}
