//! `convlog config print`.

use super::process::Home;

#[test]
fn prints_each_value_with_where_it_came_from() {
    let home = Home::new();
    let file = home.path().join("convlog.toml");
    std::fs::write(&file, "[server]\nlisten = '127.0.0.1:9000'\nconnections_max = 5\n[log]\nformat = 'json'\n")
        .unwrap();
    let arguments = ["config", "print", "--config", file.to_str().unwrap(), "--listen", "127.0.0.1:9001", "--json"];
    let variables = [("CONVLOG__LOG__FORMAT", "human"), ("CONVLOG_MASTER_KEY", "s3cret")];
    let done = home.run_with(&arguments, &variables);
    let printed = done.json();
    let of = |key: &str| (printed[key]["value"].as_str().unwrap_or(""), printed[key]["from"].as_str().unwrap());
    assert_eq!(of("server.listen"), ("127.0.0.1:9001", "--listen"));
    assert_eq!(of("server.connections_max"), ("5", file.to_str().unwrap()));
    assert_eq!(of("log.format"), ("human", "CONVLOG__LOG__FORMAT"));
    assert_eq!(of("server.starter"), ("true", "default"));
    assert_eq!(of("store.data_dir").1, "CONVLOG_DATA_DIR");
    assert_eq!(of("store.master_key"), ("[redacted]", "CONVLOG_MASTER_KEY"));
    assert!(!done.stdout.contains("s3cret"));
}

#[test]
fn refuses_what_it_does_not_know_and_names_all_of_it() {
    let home = Home::new();
    let file = home.path().join("convlog.toml");
    std::fs::write(&file, "[server]\nlisten = 1\nport = 2\n").unwrap();
    let arguments = ["serve", "--config", file.to_str().unwrap()];
    let done = home.run_with(&arguments, &[("CONVLOG__SERVER__LISTN", "x")]);
    let line = done.failure(2);
    for part in ["server.listen", "server.port", "CONVLOG__SERVER__LISTN"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!home.data_dir().exists());
}
