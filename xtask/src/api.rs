//! The API as its description has it: schemathesis asks the real server everything that the description allows and much
//! that it does not, as readers without and with `pii` and as an administrator.

use std::time::Duration;

use anyhow::Result;

use crate::demo::Server;
use crate::process::run;
use crate::project::Project;
use crate::{build, python_env};

const FOLDER: &str = "xtask/schemathesis";
const ACCOUNT: &str = "acme";
const AGENT: &str = "front-desk";

/// Who asks. The administrator comes last, because it erases.
const ROLES: [(&str, &str); 3] =
    [("reader", "read"), ("reader with pii", "read,pii"), ("administrator", "ingest,read,pii,admin")];

/// `hooks.py` asks as a proxy does, for a client of its own each time: whoever shows many wrong keys has to wait, and to
/// show them is what schemathesis does.
const PROXY: (&str, &str) = ("CONVLOG__SERVER__TRUSTED_PROXIES", "127.0.0.1");

/// The questions are the same each time.
const SEED: &str = "1";
const LIMIT: Duration = Duration::from_mins(5);

/// Fails unless every answer is as the description says, whoever asks.
pub(crate) fn check(project: &Project) -> Result<()> {
    build::run(project)?;
    python_env::require(project, &["schemathesis"])?;
    let server = Server::start(project, &[PROXY])?;
    let mut seed = project.venv("python", &[&format!("{FOLDER}/seed.py"), server.url()]);
    seed.env("CONVLOG_API_KEY", server.key(project, ACCOUNT, AGENT, "ingest")?);
    run(project, &mut seed, Duration::from_mins(1))?;
    for (role, permissions) in ROLES {
        println!("\nas {role}:");
        ask(project, &server, &server.key(project, ACCOUNT, AGENT, permissions)?)?;
    }
    server.stop()
}

fn ask(project: &Project, server: &Server, key: &str) -> Result<()> {
    let config = project.path(&format!("{FOLDER}/schemathesis.toml"));
    let description = format!("{}/openapi.json", server.url());
    let mut command = project.venv("schemathesis", &["--no-color", "--config-file"]);
    command.arg(config).args(["run", &description, "--checks", "all", "--seed", SEED]);
    // The current folder is where it leaves what it remembers.
    command.current_dir(server.folder());
    command.env("CONVLOG_API_KEY", key);
    command.env("CONVLOG_API_HOOKS", project.path(&format!("{FOLDER}/hooks.py")));
    run(project, &mut command, LIMIT)
}
