//! The audit's database in a running store: one writer, one reader.

use std::path::Path;

use super::writer::Writer;
use crate::connection::open_reader;
use crate::examined::open_examined;
use crate::files::AUDIT_FILE;
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::pool::Pool;
use crate::schema;

pub(super) const CACHE_BYTES: usize = 1024 * 1024;
pub(super) const WAITING_MAX: usize = 1024;

/// The audit of a running store.
#[derive(Debug)]
pub(crate) struct AuditFile {
    // INVARIANT: dropped in this order, so that the writer's connection is the last of its database.
    pub(crate) reader: Pool,
    pub(crate) writer: Writer,
}

impl AuditFile {
    pub(crate) fn open(data_dir: &Path) -> Result<(AuditFile, Option<Notice>), OpenError> {
        let path = data_dir.join(AUDIT_FILE);
        let (connection, notice) = open_examined(&path, schema::AUDIT, CACHE_BYTES, true)?;
        let io = |error| OpenError::io(&path, error);
        let writer = Writer::start(connection).map_err(io)?;
        let reader = Pool::start("convlog-audit-reader", vec![open_reader(&path, CACHE_BYTES)?], WAITING_MAX);
        Ok((AuditFile { reader: reader.map_err(io)?, writer }, notice))
    }
}
