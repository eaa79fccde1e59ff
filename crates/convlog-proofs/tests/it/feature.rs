//! Nothing that ships can have a leak planted.

use std::path::Path;

#[test]
fn only_tests_of_the_proofs_can_plant_leaks() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut enabling = Vec::new();
    for entry in std::fs::read_dir(crates).unwrap() {
        let entry = entry.unwrap();
        let Ok(manifest) = std::fs::read_to_string(entry.path().join("Cargo.toml")) else { continue };
        let mut section = "";
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line;
            }
            // A feature may pass the wish on; a dependency would turn it on.
            if line.contains("planted-leaks") && section != "[features]" && !line.starts_with('#') {
                enabling.push(format!("{} {section}", entry.file_name().display()));
            }
        }
        assert!(!manifest.contains("default = [\"planted"), "on by default");
    }
    enabling.sort();
    enabling.dedup();
    assert_eq!(enabling, ["convlog-proofs [dev-dependencies]"]);
}
