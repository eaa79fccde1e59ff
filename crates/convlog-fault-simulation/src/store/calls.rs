//! One system call of the store after the other fails in the kernel's name: what the layer between SQLite and its files
//! cannot show, because it lies above the code that calls the kernel.

use std::sync::Arc;

use super::stage::{Said, Stage, access, open, words};
use crate::plan::Plan;
use crate::system::{Seen, supervised};

/// Opens a store, works and closes it, while calls fail by a plan; then reads what is there. Says whether anybody
/// noticed.
///
/// # Errors
/// Says what was lost that had been acknowledged.
pub fn play(plan: Option<Plan>) -> Said<(bool, Seen)> {
    let directory = tempfile::tempdir_in(crate::memory()).map_err(|error| error.to_string())?;
    let runtime = || tokio::runtime::Builder::new_current_thread().build().map_err(|error| error.to_string());
    let (done, seen) = supervised(directory.path(), plan, || {
        runtime()?.block_on(async {
            let stage = Stage::set(Arc::new(open(directory.path()).map_err(words)?)).await?;
            let mut acknowledged = 0;
            for batch in 0..4 {
                if stage.send(1, batch * 10 + 1, 10).await.is_ok() {
                    acknowledged += 10;
                }
            }
            let noticed = acknowledged < 40
                || stage.store.record(access(1)).await.is_err()
                || stage.read("c1").await.map(|read| read.len()).ok() != Some(40);
            Ok::<_, String>((acknowledged, noticed))
        })
    });
    // What did not open was not acknowledged anything.
    let (acknowledged, noticed) = done.unwrap_or((0, true));
    let left = runtime()?.block_on(async {
        let stage = Stage::set(Arc::new(open(directory.path()).map_err(words)?)).await?;
        stage.read("c1").await.map(|read| read.len()).map_err(words)
    })?;
    if left < acknowledged {
        return Err(format!("{:?} failed, and {left} of {acknowledged} records are left", seen.failed));
    }
    Ok((noticed, seen))
}
