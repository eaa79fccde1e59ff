//! Standing before a store: what a wrapper does not do itself it has the store behind it do, word for word, and here is
//! the one place that lists it.

/// Has a type implement the traits that are named by what it holds. Those that it does otherwise it implements itself.
///
/// `this => store` says what it holds. Behind `or` stands the same for what neither waits nor fails, where the first may
/// fail: `this => this.checked()?, or &this.store`.
///
/// ```
/// use std::sync::Arc;
///
/// use convlog_store::{Control, Store, forward};
///
/// struct Keys(Arc<dyn Store>);
///
/// forward!([] Keys, this => &*this.0; Control);
///
/// fn is_control(_: &impl Control) {}
/// # fn of(keys: Keys) { is_control(&keys) }
/// ```
#[macro_export]
macro_rules! forward {
    ($generics:tt $outer:ty, $this:ident => $inner:expr; $($name:ident),+ $(,)?) => {
        $($crate::forward_one!($name $generics $outer, $this, $inner, $inner);)+
    };
    ($generics:tt $outer:ty, $this:ident => $inner:expr, or $plain:expr; $($name:ident),+ $(,)?) => {
        $($crate::forward_one!($name $generics $outer, $this, $inner, $plain);)+
    };
}

/// Implements one trait, see [`forward!`](crate::forward!): what waits and may fail stands in the first braces, what does
/// neither in the second.
#[doc(hidden)]
#[macro_export]
macro_rules! forward_one {
    (Append $($to:tt)*) => { $crate::forward_one!(@Append {
        append(batch: $crate::Batch) -> $crate::error::Result<Vec<$crate::Outcome>>;
    } {} $($to)*); };
    (Find $($to:tt)*) => { $crate::forward_one!(@Find {
        find_entries(visibility: &$crate::Visibility, query: &$crate::EntryQuery, now: $crate::words::Timestamp)
            -> $crate::error::Result<$crate::EntryPage>;
    } {} $($to)*); };
    (Windows $($to:tt)*) => { $crate::forward_one!(@Windows {
        outline(visibility: &$crate::Visibility, id: &$crate::words::ConversationId, now: $crate::words::Timestamp)
            -> $crate::error::Result<Option<$crate::words::Outline>>;
        window(visibility: &$crate::Visibility, id: &$crate::words::ConversationId, window: &$crate::Window)
            -> $crate::error::Result<Option<$crate::EntryWindow>>;
        conversation_within(visibility: &$crate::Visibility, id: &$crate::words::ConversationId, most: $crate::Size,
            now: $crate::words::Timestamp) -> $crate::error::Result<$crate::Within>;
        size(visibility: &$crate::Visibility, id: &$crate::words::ConversationId)
            -> $crate::error::Result<Option<$crate::Size>>;
        headline(visibility: &$crate::Visibility, id: &$crate::words::ConversationId, now: $crate::words::Timestamp)
            -> $crate::error::Result<Option<$crate::Headline>>;
        edition(visibility: &$crate::Visibility, id: &$crate::words::ConversationId, now: $crate::words::Timestamp)
            -> $crate::error::Result<Option<u64>>;
        marked_entries(visibility: &$crate::Visibility, id: &$crate::words::ConversationId,
            marks: &[$crate::words::EntryMark]) -> $crate::error::Result<Option<$crate::MarkedEntries>>;
    } {} $($to)*); };
    (Instance $($to:tt)*) => { $crate::forward_one!(@Instance {
        ready() -> $crate::error::Result<()>;
        stored_bytes(account: &$crate::words::AccountId)
            -> $crate::error::Result<Vec<($crate::words::ProjectId, u64)>>;
    } {
        room() -> Option<$crate::DiskSpace>;
        purpose_key(purpose: &str) -> Option<$crate::seal::PurposeKey>;
    } $($to)*); };
    (Control $($to:tt)*) => { $crate::forward_one!(@Control {
        find_key(hash: &$crate::KeyHash) -> $crate::error::Result<Option<$crate::KeyRecord>>;
        create_key(key: $crate::NewKey) -> $crate::error::Result<$crate::KeyRecord>;
        keys(account: Option<&$crate::words::AccountId>) -> $crate::error::Result<Vec<$crate::KeyRecord>>;
        revoke_key(id: &$crate::KeyId, now: $crate::words::Timestamp)
            -> $crate::error::Result<Option<$crate::KeyRecord>>;
        put_project(project: $crate::Project) -> $crate::error::Result<$crate::Project>;
        projects(account: Option<&$crate::words::AccountId>) -> $crate::error::Result<Vec<$crate::Project>>;
    } {} $($to)*); };
    (Documents $($to:tt)*) => { $crate::forward_one!(@Documents {
        document(kind: $crate::DocumentKind, name: &str) -> $crate::error::Result<Option<$crate::Document>>;
        list_documents(kind: $crate::DocumentKind, begin: &str) -> $crate::error::Result<Vec<(String, $crate::Document)>>;
        put_document(kind: $crate::DocumentKind, name: &str, from: u64, body: Option<String>)
            -> $crate::error::Result<bool>;
    } {} $($to)*); };
    (Sessions $($to:tt)*) => { $crate::forward_one!(@Sessions {
        begin_session(session: $crate::Session, now: $crate::words::Timestamp) -> $crate::error::Result<()>;
        has_session(id: &$crate::SessionId, now: $crate::words::Timestamp) -> $crate::error::Result<bool>;
        end_session(id: &$crate::SessionId) -> $crate::error::Result<()>;
    } {} $($to)*); };
    (Erase $($to:tt)*) => { $crate::forward_one!(@Erase {
        erase(administration: &$crate::AdminGrant, target: &$crate::Target, now: $crate::words::Timestamp)
            -> $crate::error::Result<$crate::Receipt>;
        estimate(administration: &$crate::AdminGrant, target: &$crate::Target)
            -> $crate::error::Result<$crate::Estimate>;
        receipts(administration: &$crate::AdminGrant, limit: u32) -> $crate::error::Result<Vec<$crate::Receipt>>;
        receipt(administration: &$crate::AdminGrant, id: &$crate::ReceiptId)
            -> $crate::error::Result<Option<$crate::Receipt>>;
        retired(administration: &$crate::AdminGrant) -> $crate::error::Result<$crate::Retired>;
    } {} $($to)*); };
    (Rescan $($to:tt)*) => { $crate::forward_one!(@Rescan {
        rescan(administration: &$crate::AdminGrant, dry_run: bool, now: $crate::words::Timestamp)
            -> $crate::error::Result<$crate::Rescanned>;
        rescanned(admin_grant: &$crate::AdminGrant) -> $crate::error::Result<Option<$crate::Rescanned>>;
    } {
        known_work(admin_grant: &$crate::AdminGrant) -> $crate::KnownWork;
    } $($to)*); };
    (Rules $($to:tt)*) => { $crate::forward_one!(@Rules {
        rules(admin_grant: &$crate::AdminGrant) -> $crate::error::Result<Vec<$crate::AddedRule>>;
        estimate_rule(maker: &$crate::RuleMaker, rule: &$crate::words::NotPersonal)
            -> $crate::error::Result<$crate::RuleEstimate>;
        add_rule(maker: &$crate::RuleMaker, rule: &$crate::words::NotPersonal, now: $crate::words::Timestamp)
            -> $crate::error::Result<std::result::Result<$crate::AddedRule, $crate::NotAdded>>;
        remove_rule(admin_grant: &$crate::AdminGrant, id: $crate::RuleId, now: $crate::words::Timestamp)
            -> $crate::error::Result<Option<$crate::AddedRule>>;
        functions_of(of: &$crate::ConversationRef, sender: &$crate::KeyId)
            -> $crate::error::Result<$crate::rules::Functions>;
    } {} $($to)*); };
    (Marking $($to:tt)*) => { $crate::forward_one!(@Marking {
        mark(marker: &$crate::Marker, wanted: &$crate::MarkRequest, now: $crate::words::Timestamp)
            -> $crate::error::Result<std::result::Result<$crate::Mark, $crate::NotMarked>>;
        list_marks(marker: &$crate::Marker) -> $crate::error::Result<Vec<$crate::Mark>>;
        unmark(marker: &$crate::Marker, id: &$crate::MarkId) -> $crate::error::Result<Option<bool>>;
        settle_marks() -> $crate::error::Result<()>;
    } {} $($to)*); };
    (Maintenance $($to:tt)*) => { $crate::forward_one!(@Maintenance {
        maintain(now: $crate::words::Timestamp) -> $crate::error::Result<bool>;
        retain(now: $crate::words::Moment) -> $crate::error::Result<$crate::RetentionStep>;
        forget_accesses(days: u32, now: $crate::words::Moment) -> $crate::error::Result<$crate::RetentionStep>;
    } {} $($to)*); };
    (Audit $($to:tt)*) => { $crate::forward_one!(@Audit {
        record(access: $crate::Access) -> $crate::error::Result<()>;
        accesses(administration: &$crate::AdminGrant, query: &$crate::AccessQuery)
            -> $crate::error::Result<$crate::AccessPage>;
        removals(administration: &$crate::AdminGrant, limit: u32)
            -> $crate::error::Result<Vec<$crate::Removal>>;
    } {
        searched_hash(account: &$crate::words::AccountId, project: &$crate::words::ProjectId, kind: &str, value: &str)
            -> [u8; 32];
    } $($to)*); };
    (@$trait:ident
        { $($name:ident($($arg:ident: $type:ty),*) -> $out:ty;)* }
        { $($calm:ident($($calm_arg:ident: $calm_type:ty),*) -> $calm_out:ty;)* }
        [$($generics:tt)*] $outer:ty, $this:ident, $inner:expr, $plain:expr
    ) => {
        #[$crate::words::async_trait]
        impl<$($generics)*> $crate::$trait for $outer {
            $(
                async fn $name(&self, $($arg: $type),*) -> $out {
                    let $this = self;
                    $crate::$trait::$name($inner, $($arg),*).await
                }
            )*
            $(
                fn $calm(&self, $($calm_arg: $calm_type),*) -> $calm_out {
                    let $this = self;
                    $crate::$trait::$calm($plain, $($calm_arg),*)
                }
            )*
        }
    };
}

/// What the macro names, wherever it is used.
#[doc(hidden)]
pub mod words {
    pub use async_trait::async_trait;
    pub use convlog_core::view::{EntryMark, Outline};
    pub use convlog_core::{AccountId, ConversationId, Moment, NotPersonal, ProjectId, Timestamp};
}
