//! The projects that a process writes to, each of which is told of the process.

use std::sync::{Mutex, PoisonError};

use crate::record::{Context, Ids};

/// The projects this process writes to.
#[derive(Debug, Default)]
pub(crate) struct Projects(Mutex<Vec<Project>>);

#[derive(Debug)]
struct Project {
    account_id: Option<String>,
    project_id: Option<String>,
    context: Context,
    reported: bool,
}

impl Projects {
    /// Remembers a project; true if it is new.
    pub(crate) fn note(&self, ids: &Ids<'_>) -> bool {
        let mut projects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = projects.iter().any(|project| {
            project.account_id.as_deref() == ids.account_id && project.project_id.as_deref() == ids.project_id
        });
        if !known {
            let owned = |id: Option<&str>| id.map(str::to_owned);
            projects.push(Project {
                account_id: owned(ids.account_id),
                project_id: owned(ids.project_id),
                context: Context::new(&Ids {
                    account_id: ids.account_id,
                    project_id: ids.project_id,
                    ..Ids::default()
                }),
                reported: false,
            });
        }
        !known
    }

    /// Returns the same projects for a forked child, which reports them itself once it writes.
    pub(crate) fn inherit(&self) -> Projects {
        let inherited = Projects::default();
        // The lock may have been held by a thread that does not exist in the child: then the child finds out anew.
        if let Ok(projects) = self.0.try_lock() {
            for project in &*projects {
                inherited.note(&Ids {
                    account_id: project.account_id.as_deref(),
                    project_id: project.project_id.as_deref(),
                    ..Ids::default()
                });
            }
        }
        inherited
    }

    /// Returns the places of those that were not told yet, or of all.
    pub(crate) fn contexts(&self, all: bool) -> Vec<Context> {
        let mut projects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = projects.iter_mut().filter(|project| all || !project.reported);
        wanted
            .map(|project| {
                project.reported = true;
                project.context.clone()
            })
            .collect()
    }
}
