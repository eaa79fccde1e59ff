// Written by `npm run api` from openapi.json. Do not edit.

export interface paths {
    "/api/projects/{project_id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists who read personal data of a project, newest first; needs `admin`.
         * @description The records contain no personal data: search values are keyed hashes, and conversations that are personal as a whole
         *     are not named. A page may have fewer records than the limit, or none, although there is a `next`.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the records of the audit as a file, one JSON object per line, newest first; needs `admin`.
         * @description If the audit cannot be read to the end, the transfer is aborted.
         */
        get: operations["export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/contact-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists other conversations with the same contact as a given one; needs `pii`.
         * @description It searches a limited number of conversations; `searched_until` is the start of the last one searched.
         */
        get: operations["list_contact_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists conversations, newest first.
         * @description Values of one parameter are alternatives; all given parameters must match. `query`, `function`, `text`,
         *     `contact` and `contact_last4` search inside the conversations: a page then may have fewer rows than `limit`, or
         *     none, although there are more; `searched_until` is the start of the last conversation searched. Pages are stable while
         *     conversations arrive; the filters must be the same for all pages.
         */
        get: operations["search_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns one full conversation for the review page: its turns, function events, spans, log entries and metrics.
         * @description Entries flagged as personal are returned only to keys with the permission `pii`; for other keys they do not exist,
         *     and other personal values are `[redacted]`.
         */
        get: operations["review_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns log entries of a conversation in the order of the calls: the first ones, or those at the given position.
         * @description It searches a limited number of entries, so a page may be empty although more entries match: `later` and `earlier`
         *     are where to continue.
         */
        get: operations["list_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/head": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the summary of a conversation, and where to look first. It takes no longer for a long conversation than for
         *     a short one.
         */
        get: operations["head_of_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follows one conversation: server-sent events that say what has changed.
         * @description `begin` is sent first; a client that reads the outline after it misses nothing. `changed` is sent when something
         *     that this key can see has changed, at most about once per second, with the turns, function events and spans of the
         *     outline that have changed. If these are many, or a function event was removed, `restart` is sent instead: read the
         *     conversation again. `restart` is also sent first to a client that reconnects (`Last-Event-ID`) if anything has
         *     changed meanwhile. `end` is sent when the conversation has ended; then the stream ends. The key's permissions are
         *     checked each time; when it loses access, the stream ends without an event. Comments are sent in between as
         *     keep-alive.
         */
        get: operations["follow_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the marks of a conversation, the oldest first. Needs `read`, `pii` and `annotate`. */
        get: operations["list_marks"];
        put?: never;
        /**
         * Marks a part of a conversation as personal: a line, a field, or a value. Needs `read`, `pii` and `annotate`.
         * @description When this returns, what was marked is hidden from readers without `pii`, and later copies are hidden before they are
         *     stored. A marked line does not exist for them, like a line that its sender flagged. Marking the same again returns
         *     the first mark.
         */
        post: operations["put_mark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/marks/{mark_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a mark: what only this mark hid is readable again, except for what was flagged or found since. Needs `read`,
         *     `pii` and `annotate`.
         */
        delete: operations["delete_mark"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Stores a note on a conversation and replaces the previous one; every reader of the conversation sees it, with its
         *     author and time. Needs `read` and `annotate`.
         * @description The guard checks notes like all records. Notes are not compared with hidden values.
         */
        put: operations["put_note"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/outline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the outline of one conversation: its turns and function events without their values, with the number of
         *     entries of each, and where the errors and warnings are. An outline of more than 10,000 function events and spans is
         *     returned in parts.
         */
        get: operations["outline_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/{conversation_id}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns turns of a conversation with everything but the log entries, at most 2,000 function events and spans, or 1
         *     MiB.
         */
        get: operations["list_turns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/conversations/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the conversations that match a filter as a file: CSV, or one JSON object per line.
         * @description It has the filters of the list, and at most 100,000 rows. If the store fails, the transfer is aborted. In CSV, a
         *     cell that a spreadsheet would run as a formula begins with an apostrophe.
         */
        get: operations["export_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finds log entries, the newest first.
         * @description A page looks at no more than 10,000 entries that the reader sees, in the order of their times, and has no more than about
         *     1 MiB of them: it may have fewer than `limit`, or none, though there are more. Conditions on time bound what is looked at.
         */
        get: operations["find_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the receipts of a project's erasures, newest first, and what retention has removed. */
        get: operations["list_erasures"];
        put?: never;
        /**
         * Erases a conversation, or every conversation that contains a value.
         * @description When erasing by id returns, the conversation is invisible and later records of it are rejected. When erasing by
         *     value returns, this is true of conversations found by the index of personal values; longer texts are searched in the
         *     background. Erasing a conversation again returns its first receipt. A conversation that does not exist can be
         *     erased: its records will be rejected.
         *
         *     The number of conversations reveals whether a value is stored, so only keys with `pii` see it: without it, `dry_run`
         *     is rejected and receipts have no counts.
         */
        post: operations["erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/erasures/{erasure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one receipt with its current state. */
        get: operations["get_erasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the environments, channels, variants and functions of recent conversations. */
        get: operations["list_facets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/functions/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the latest calls of a function in all conversations.
         * @description It searches a limited number of conversations; `searched_until` is the start of the last one searched.
         */
        get: operations["list_function_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rescan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns the progress of the last rescan; for keys with `pii` also counts of what was hidden because of known values,
         *     of what was found but left readable under the policy `warn`, and of records where a limit hid more than the personal
         *     data.
         */
        get: operations["get_rescan"];
        put?: never;
        /**
         * Starts a rescan: applies the guard again to what was stored under another policy or by older rules of the guard.
         * @description Flagged data stays hidden; what only the guard hid is hidden or shown according to the project's current policy. The
         *     rescan runs in small steps while records arrive, and continues after a restart. A running rescan starts again.
         */
        post: operations["rescan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what a project says is not personal, the oldest first. What each was expected to show is told to keys with `pii`
         *     only.
         */
        get: operations["list_rules"];
        put?: never;
        /**
         * Says that what stands directly under a key is not personal, in one function or in all. It takes the permissions `read`,
         *     `pii` and `admin`.
         * @description What arrives from then on is stored under the rule, and what is there is read again, as by a rescan. No rule reaches what
         *     was flagged or marked, a personal field, one that the project raised, what is known to be personal in the conversation, or
         *     what is personal by its own form: e-mail addresses, whole telephone numbers, numbers with a check digit, credentials,
         *     addresses on the internet. Adding the same again returns the first.
         */
        post: operations["add_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a rule: what it shows is hidden again, as a rescan comes to it, and at once in what arrives. */
        delete: operations["remove_rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/rules/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says what a rule would show of what is stored, and changes nothing. It takes the permissions `read`, `pii` and `admin`.
         * @description The conversations that began last are looked at first, as far as some 50,000 records and entries.
         */
        post: operations["estimate_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guard/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what the guard would hide of a text or of JSON in this project, by which rule, and why. Nothing of it is stored. */
        post: operations["test_guard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the current session. */
        get: operations["who_am_i"];
        put?: never;
        /**
         * Logs in: exchanges a key for a session cookie.
         * @description The session lasts 12 hours, and no longer than the key. Requests with the cookie that change something need the
         *     header `x-convlog-request`.
         */
        post: operations["log_in"];
        /** Logs out: ends the session, also for copies of its cookie, and removes the cookie from this browser. */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns this document as a page to read. */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns whether the process runs. */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns counters since the start, in the text format of Prometheus.
         * @description `convlog_authentication_failures_total` counts rejections by `door` (`connection`, `key`, `login`, `session`) and
         *     `reason` (`missing`, `malformed`, `unknown`, `revoked`, `expired`, `ended`, `throttled`, `too_many`);
         *     `convlog_security_events_lost_total` counts events that could not be written to the security log;
         *     `convlog_ingest_refused_total` counts rejected ingest requests, by `reason` (`entries_per_minute`, `bytes_stored`,
         *     `disk_reserve`). `convlog_disk_free_bytes`, `convlog_disk_reserve_bytes` and `convlog_disk_reserve_reached` (0 or 1)
         *     are about the disk. The numbers are of the whole server, not of the key's account.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns this document. */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns whether records can currently be stored and read.
         * @description The code is the reason if not: with `DISK_RESERVE` records are not stored, but can be read and erased.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{account_id}/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists conversations with their turns, oldest first. */
        get: operations["list_conversations_v1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists an agent's conversations, newest first. */
        get: operations["list_agent_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/agents/{project_id}/conversations/{conversation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Returns one full conversation: its turns, metrics, function events and log entries.
         * @description Entries flagged as personal are returned only to keys with the permission `pii`; for other keys they do not exist,
         *     other personal values are `[redacted]`, and telephone numbers are `REDACTED`.
         */
        get: operations["get_agent_conversation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stores records, one JSON object per line.
         * @description Each line succeeds or fails by itself: a bad line does not affect the others. Lines counted as accepted are durable.
         *     Sending the same batch again is safe when its records have `producer` and `seq`, or when the request carries an
         *     `Idempotency-Key`.
         */
        post: operations["ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/{account_id}/{project_id}/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists conversations with their turns, newest first.
         * @description Cursors are stable while conversations arrive. The other filters must be the same for all pages.
         */
        get: operations["list_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A page of records. */
        AuditPage: {
            /** @description Where to continue; null on the last page. */
            next?: string | null;
            /** @description The records, newest first. */
            records: components["schemas"]["AuditRecord"][];
        };
        /** @description One response, or one part of a long one, that contained personal data. */
        AuditRecord: {
            account_id: string;
            /**
             * Format: int64
             * @description The number of conversations.
             */
            conversation_count: number;
            /** @description The conversations whose personal data was read, at most 5,000. */
            conversations: string[];
            /** @description The correlation id of the request, as in the caller's request and the server's log. */
            correlation_id: string;
            /** @description The key's id, as `convlog keys list` shows it. */
            key_id: string;
            /** @description The label of the key. */
            key_label?: string | null;
            /** @description What was marked as personal or unmarked: `mark` or `unmark`, and the type and id of the marked record. */
            marked: string[];
            /** @description The method of the request. */
            method: string;
            /**
             * Format: int64
             * @description Its number in its project, from 1; unique.
             */
            number: number;
            /**
             * Format: int32
             * @description The number of the part within the request, from 1; a streamed response has several parts.
             */
            part: number;
            /** @description The reason why the key may read personal data. */
            pii_reason?: string | null;
            /** @description Until when the key may read personal data, if the time is limited. */
            pii_until?: string | null;
            project_id: string;
            /** @description The template of the route. */
            route: string;
            /** @description The values that were searched for in personal data, as hashes. */
            searched: components["schemas"]["SearchedFor"][];
            /**
             * Format: int32
             * @description The status of the answer.
             */
            status: number;
            /** @description When the response was about to be sent, by the server's clock. */
            time: string;
            /** @description `key`, or `session` for the web app. */
            via: string;
        };
        /** @description Characters of a text. */
        CharacterRange: {
            /** @description The first, from 0. */
            from: number;
            /** @description The first behind them. */
            to: number;
        };
        /** @description A conversation with its turns, metrics, function events and log entries. */
        Conversation: components["schemas"]["Summary"] & {
            /** @description The function events by the number of their turn, as text. */
            functionEvents: Record<string, never>;
            /** @description The values of each metric in the order in which they were written. */
            metrics: Record<string, never>;
            /** @description The turns by number, from 1. */
            turns: components["schemas"]["Turn"][];
        };
        /** @description A page of the conversations of an agent. */
        ConversationList: {
            conversations: components["schemas"]["Summary"][];
            /**
             * Format: int64
             * @description The number on all pages.
             */
            count: number;
            /** Format: int64 */
            limit: number;
            /** Format: int64 */
            offset: number;
        };
        /** @description A page of conversations, newest first. */
        ConversationPage: {
            conversations: components["schemas"]["ConversationRow"][];
            /** @description The `cursor` of the next page; null on the last page. */
            next: string | null;
            /**
             * Format: date-time
             * @description The start of the last conversation searched, if the search stopped early; otherwise null.
             */
            searched_until: string | null;
            /**
             * Format: int64
             * @description The number on all pages; null unless requested, and in a search.
             */
            total: number | null;
        };
        /** @description A conversation in a list. Counts include only what the reader can see. */
        ConversationRow: {
            /** @description JSON pointers into the row; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            channel: string | null;
            /** @description The contact, or else the caller's number; `[redacted]` if the reader may not see it. */
            contact: string | null;
            direction: string | null;
            /** Format: double */
            duration_ms: number | null;
            /** Format: date-time */
            ended_at: string | null;
            ended_by: string | null;
            /** Format: int64 */
            entries: number;
            environment: string;
            /**
             * Format: int64
             * @description Log entries of this level.
             */
            errors: number;
            /**
             * Format: int64
             * @description Function events that raised or never finished.
             */
            failed_functions: number;
            /** Format: int64 */
            functions: number;
            handoff: boolean;
            id: string;
            language: string | null;
            matched: components["schemas"]["MatchedRecord"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
            /** @description Text, or an object with `heading` and `content`. */
            summary: unknown;
            /** Format: int64 */
            turns: number;
            variant_id: string | null;
            variant_name: string | null;
            /**
             * Format: int64
             * @description Log entries of this level.
             */
            warnings: number;
        };
        /** @description A page of conversations. */
        ConversationsV1: {
            conversations: components["schemas"]["ListedConversation"][];
            /** @description Descriptions of the fields of a conversation. */
            descriptions: Record<string, never>;
            /**
             * Format: int64
             * @description Where the next page begins; absent on the last.
             */
            next_offset?: number | null;
        };
        /** @description A page of conversations. */
        ConversationsV3: {
            conversations: components["schemas"]["ListedConversation"][];
            /** @description The cursor of the next page; null on the last. */
            cursor?: string | null;
            /**
             * Format: int64
             * @description Where the next page begins; absent on the last, and when paging by cursor.
             */
            next_offset?: number | null;
        };
        /**
         * @description What is to be erased
         * @example {
         *       "conversation_id": "CA42"
         *     }
         */
        ErasureBody: {
            /** @description One conversation */
            conversation_id: string;
            /** @description Only count the conversations; needs `pii` */
            dry_run?: boolean;
        } | {
            /** @description Only count the conversations; needs `pii` */
            dry_run?: boolean;
            /** @description Every conversation that contains this value: a telephone number in any notation, an e-mail address, a name */
            value: string;
        };
        /** @description How many conversations an erasure would find. */
        ErasureEstimate: {
            /** @description Whether everything was searched; otherwise there may be more. */
            complete: boolean;
            /**
             * Format: int64
             * @description The number of conversations found.
             */
            conversations: number;
        };
        /** @description The state of an erasure. It contains neither the id nor the value. */
        ErasureReceipt: {
            /** Format: date-time */
            asked_at: string;
            /** @description How the conversations were selected: `conversation` or `value`. */
            by: string;
            /**
             * Format: int64
             * @description The number of conversations found and erased; null without `pii`, because it reveals whether a value is stored.
             */
            conversations: number | null;
            /**
             * Format: date-time
             * @description When everything was erased.
             */
            erased_at: string | null;
            /** @description The receipt's id. */
            id: string;
            /** @description The key that asked for it. */
            key_id: string;
            /** @description What this server cannot erase. */
            not_reached: string[];
            /**
             * Format: date-time
             * @description When everything was purged.
             */
            purged_at: string | null;
            /**
             * Format: int64
             * @description The number of stored rows searched for a value.
             */
            scanned: number;
            /**
             * @description `scanning` while the value is being searched for, `erased` when everything found is invisible and its keys are
             *     destroyed, `purged` when nothing of it is left in the store's files.
             */
            state: string;
            /** @description The keyed hash of the id or the value: equal for equal values, and useless without the store's key. */
            target_hash: string;
            /**
             * Format: int64
             * @description The number of rows to search.
             */
            to_scan: number;
        };
        /** @description The erasures of a project. */
        ErasuresPage: {
            /** @description The receipts, newest first. */
            erasures: components["schemas"]["ErasureReceipt"][];
            /** @description What retention has removed. */
            retention: components["schemas"]["RetentionCounts"];
        };
        /** @description The body of every error. `error` and `error_message` hold the same text. */
        ErrorBody: {
            /** @description Always null. */
            data?: Record<string, never> | null;
            /** @description What went wrong and what to do. */
            error: string;
            /** @description A stable code for programs. */
            error_code: string;
            /** @description The correlation id of this response. */
            error_id: string;
            /** @description What went wrong and what to do. */
            error_message: string;
            /** @description Always false. */
            success: boolean;
        };
        /** @description What a rule was expected to show. */
        ExpectedToShow: {
            /**
             * Format: int64
             * @description Of how many conversations.
             */
            conversations: number;
            /** @description Whether everything that was stored was looked at; where not, it may be more. */
            is_whole: boolean;
            /**
             * Format: int64
             * @description In how many records and entries.
             */
            records: number;
        };
        /** @description Values by which recent conversations can be filtered; each list is sorted. */
        Facets: {
            channels: string[];
            environments: string[];
            functions: string[];
            /** @description Names of variants; ids of variants without a name. */
            variants: string[];
        };
        /** @description Log entries that meet a query, the newest first. */
        FoundEntries: {
            entries: components["schemas"]["FoundEntry"][];
            histogram: components["schemas"]["Histogram"] | null;
            /**
             * @description To be passed on as `cursor` for what was written before; null when everything was looked at. A page may have fewer
             *     entries than `limit`, or none, though there are more.
             */
            next: string | null;
        };
        /** @description A log entry, and where it stands. */
        FoundEntry: components["schemas"]["ReviewEntry"] & {
            conversation_id: string;
            event_id: string | null;
            /** @description The name of its function. */
            function: string | null;
            /**
             * Format: int32
             * @description The number of its turn.
             */
            turn: number;
        };
        /** @description One call of a function. */
        FunctionRun: {
            conversation_id: string;
            /** Format: double */
            duration_ms: number | null;
            /** @description The `type` of its error. */
            error_type: string | null;
            event_id: string;
            /** @description Whether it raised, or never finished. */
            failed: boolean;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
            /**
             * Format: int32
             * @description The number of its turn.
             */
            turn: number;
        };
        /** @description Calls of one function, newest first. */
        FunctionRuns: {
            runs: components["schemas"]["FunctionRun"][];
            /**
             * Format: date-time
             * @description The start of the last conversation searched, to use as `before`, if the search stopped early; otherwise null.
             */
            searched_until: string | null;
        };
        /** @description What was found at a place. */
        GuardFinding: {
            /** @description The bytes from and to of the decoded text that are meant, of a part. */
            bytes: number[] | null;
            /**
             * Format: int32
             * @description The project's rule because of which it stays open; null where it is hidden.
             */
            lifted_by: number | null;
            /** @description `whole`, `key`, or `part`. */
            part: string;
            /** @description A JSON pointer into what was tried; empty for all of it. */
            pointer: string;
            /** @description What completes a sentence that begins "It is". */
            reason: string;
            /** @description The rule that found it. */
            rule: string;
        };
        /** @description The guard of a project. */
        GuardStatus: {
            known: components["schemas"]["KnownProgress"] | null;
            limits: components["schemas"]["LimitsProgress"] | null;
            rescan: components["schemas"]["RescanProgress"] | null;
            warned: components["schemas"]["WarnedProgress"] | null;
        };
        /** @description The state of the server. */
        Health: {
            status: string;
        };
        /**
         * @description The log entries that meet the query, counted by time and level. Of those that the reader sees, the newest 10,000 within
         *     the query's times are looked at.
         */
        Histogram: {
            /** @description One after another without a gap, the oldest first; at most 62. */
            bars: components["schemas"]["HistogramBar"][];
            /** @description Whether all entries within the query's times were looked at. */
            is_complete: boolean;
            /**
             * Format: int64
             * @description The width of a bar in seconds.
             */
            seconds: number;
        };
        /** @description The log entries of a stretch of time. */
        HistogramBar: {
            /** Format: int32 */
            error: number;
            /** Format: int32 */
            info: number;
            /** Format: date-time */
            start: string;
            /** Format: int32 */
            warning: number;
        };
        /** @description What was hidden because of known values, since the server started. */
        KnownProgress: {
            /**
             * Format: int64
             * @description How often a conversation was checked.
             */
            conversations: number;
            /**
             * Format: date-time
             * @description The time of the last check.
             */
            last_at: string | null;
            /**
             * Format: int64
             * @description The number of records and entries in which something was hidden.
             */
            rows_hidden: number;
        };
        /** @description How long the caller waited. */
        Latency: {
            label?: string | null;
            /**
             * Format: double
             * @description From the end of the caller's speech to the start of the agent's, in seconds.
             */
            perceived_latency?: number | null;
            /** Format: double */
            perceived_latency_percentile_1d?: number | null;
        };
        /** @description Where a limit hid more than the personal data, since the server started. */
        LimitsProgress: {
            /**
             * Format: date-time
             * @description When a limit was last reached.
             */
            last_at: string | null;
            /**
             * @description The number of records by limit: `unclear_flag`, an invalid flag; `cut`, the end of a text that its sender
             *     shortened.
             */
            reached: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description The number of stored records and entries.
             */
            records: number;
        };
        /** @description Something about one line. */
        LineNote: {
            /** @description A stable code for programs. */
            code: string;
            /** @description The field, if the note is about one. */
            field?: string | null;
            /** @description The line number, from 1, including blank lines. */
            line: number;
            /** @description What is wrong and what to do. */
            reason: string;
        };
        /** @description A conversation with its turns. */
        ListedConversation: {
            account_id: string;
            channel?: string | null;
            environment?: string | null;
            /** @description `REDACTED` if the key has no access to it. */
            from_number?: string | null;
            handoff: boolean;
            handoff_destination?: string | null;
            handoff_reason?: string | null;
            id: string;
            in_progress: boolean;
            /** @description The value of each metric, or a list where it was written more than once. */
            metrics: Record<string, never>;
            num_ood: number;
            num_silences: number;
            num_turns: number;
            /**
             * Format: int64
             * @description In seconds.
             */
            polyai_duration?: number | null;
            project_id: string;
            /** Format: date-time */
            started_at: string;
            /** @description The variables at the end. */
            state: Record<string, never>;
            /** @description `REDACTED` if the key has no access to it. */
            to_number?: string | null;
            /**
             * Format: int64
             * @description In seconds.
             */
            total_duration?: number | null;
            turns: components["schemas"]["ListedTurn"][];
            variant_id?: string | null;
            variant_name?: string | null;
        };
        /** @description One exchange. */
        ListedTurn: {
            agent_response?: string | null;
            /** Format: date-time */
            agent_response_datetime?: string | null;
            barge_in: boolean;
            english_agent_response?: string | null;
            entities: unknown[];
            intents: unknown[];
            is_ood: boolean;
            is_silence: boolean;
            /**
             * Format: double
             * @description In seconds; null unless requested with `include_latency` in v3.
             */
            latency?: number | null;
            translated_user_input?: string | null;
            user_input?: string | null;
            /** Format: date-time */
            user_input_datetime?: string | null;
            user_input_dtmf?: string | null;
        };
        /**
         * @description What has changed since the previous event: the data of a `changed`.
         *
         *     Each node replaces the previous one with the same key. A function event is also sent when one of its values or
         *     entries has changed but nothing in its outline.
         */
        LiveChanges: components["schemas"]["LivePlace"] & {
            /** @description Function events by id; those without an id contain the entries outside any function, by their turn. */
            events: components["schemas"]["LiveNode_ReviewOutlineEvent"][];
            gone: components["schemas"]["LiveGone"];
            head?: components["schemas"]["ReviewHeadOwn"] | null;
            /** @description Errors and warnings of these function events, which replace the previous ones: the first thousand of each level. */
            marks: components["schemas"]["ReviewOutlineMark"][];
            /** @description All metrics; absent if none has changed. */
            metrics?: components["schemas"]["ReviewMetric"][] | null;
            /** @description Spans by id. */
            spans: components["schemas"]["LiveNode_ReviewOutlineSpan"][];
            /** @description Turns by number. */
            turns: components["schemas"]["LiveTurn"][];
        };
        /** @description One event of a stream. */
        LiveEvent: {
            /** @description JSON: a `LiveChanges` for `changed`, a `LivePlace` for `begin` and `restart`. */
            data: string;
            /**
             * @description The type of the event.
             * @enum {string}
             */
            event: "begin" | "changed" | "restart" | "end";
            /** @description Identifies the state after this event, for `Last-Event-ID`; absent for `end`. */
            id: string;
        };
        /** @description What was removed. */
        LiveGone: {
            /** @description Numbers of turns that no longer have entries outside any function. */
            outside: number[];
            /** @description Turns by number. */
            turns: number[];
        };
        /** @description A function event or a span with its turn. */
        LiveNode_ReviewOutlineEvent: (components["schemas"]["ReviewEntryCounts"] & {
            /** Format: double */
            duration_ms: number | null;
            /**
             * Format: date-time
             * @description When it ended: the `ended_at` field, or else its start plus its duration.
             */
            ended_at: string | null;
            id: string | null;
            name: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        }) & {
            /**
             * Format: int32
             * @description The number of its turn.
             */
            turn: number;
        };
        /** @description A function event or a span with its turn. */
        LiveNode_ReviewOutlineSpan: {
            /** Format: double */
            duration_ms: number | null;
            id: string;
            kind: string | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        } & {
            /**
             * Format: int32
             * @description The number of its turn.
             */
            turn: number;
        };
        /** @description The end of a conversation's entries: the data of a `begin` and of a `restart`. */
        LivePlace: {
            /**
             * @description The cursor of the last entry; null if there is none. New entries are after it, except for those that arrive
             *     late.
             */
            end: string | null;
        };
        /** @description A turn itself. */
        LiveTurn: {
            /** @description Null for turn 0, and for a turn without an id. */
            id: string | null;
            /** Format: int32 */
            number: number;
            /** Format: date-time */
            started_at: string;
        };
        /** @description The API key */
        Login: {
            /** @description The API key */
            key: string;
        };
        /** @description The record of a conversation that says most about why a query holds of it. */
        MatchedRecord: {
            /**
             * Format: int64
             * @description How many records of the conversation meet the query.
             */
            count: number;
            /** @description The id of the log entry, where it is one. */
            entry_id: string | null;
            /** @description The function event that it is or lies in. */
            event_id: string | null;
            /** @description The name of that function. */
            function: string | null;
            /** @description `entry`, `function_event`, `span`, `turn` or `conversation`. */
            kind: string;
            /** @description `info`, `warning` or `error`, where it is a log entry. */
            level: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** @description Whether anything of it is personal; only for readers with `pii`. */
            personal?: boolean | null;
            /** @description What it says, as the reader sees it: the message, the error, or what was said. */
            text: string | null;
            /**
             * Format: date-time
             * @description When it was written or began.
             */
            time: string;
            /**
             * Format: int32
             * @description The number of its turn; null of the conversation itself.
             */
            turn: number | null;
        };
        /** @description A reader's note */
        Note: {
            /** @description The text; an empty text removes the note */
            note: string;
        };
        /** @description That what stands directly under a key is not personal. */
        NotPersonalRule: {
            /** Format: date-time */
            added_at: string;
            /** @description The key that added it. */
            added_by: string;
            expected: components["schemas"]["ExpectedToShow"] | null;
            /** @description The function in whose events and lines it holds; null for everywhere. */
            function: string | null;
            /**
             * Format: int32
             * @description Its name.
             */
            id: number;
            /** @description The name of the key. */
            key: string;
        };
        /** @description What a project says is not personal. */
        NotPersonalRules: {
            rules: components["schemas"]["NotPersonalRule"][];
        };
        /** @description The position of personal data, and why it is personal. */
        PersonalMark: {
            /** @description A JSON pointer; empty for the whole record. */
            path: string;
            /**
             * @description `class` (a personal field), `project` (a field that the project made personal), `sender` (a flag), `known`
             *     (flagged elsewhere in the conversation), or the guard's rule, such as `phone`.
             */
            rule: string;
        };
        /** @description The body of an error where a query may be what is wrong. */
        QueryErrorBody: components["schemas"]["ErrorBody"] & {
            at?: components["schemas"]["CharacterRange"] | null;
        };
        /** @description The copy of an event inside its turn: reduced to a few keys, without those that are null, and never with logs. */
        ReducedFunctionEvent: {
            arguments: Record<string, never>;
            /** Format: int64 */
            duration?: number | null;
            function_id?: string | null;
            handoff?: unknown;
            name: string;
            utterance?: string | null;
        };
        /** @description Other conversations with the same contact, newest first. */
        RelatedConversations: {
            conversations: components["schemas"]["ConversationRow"][];
            /**
             * Format: date-time
             * @description How far back the search came before it stopped; null when it looked at everything.
             */
            searched_until: string | null;
        };
        /**
         * @description The result of a batch.
         * @example {
         *       "accepted": 2,
         *       "duplicate": 0,
         *       "rejected": 1,
         *       "errors": [
         *         {
         *           "line": 3,
         *           "code": "missing_field",
         *           "field": "conversation_id",
         *           "reason": "required"
         *         }
         *       ],
         *       "notes": [],
         *       "derived_identity": false
         *     }
         */
        Report: {
            /** @description The number of records stored. They are durable. */
            accepted: number;
            /** @description Whether the server generated identities for records without one. */
            derived_identity: boolean;
            /** @description The number of records that were already stored. */
            duplicate: number;
            /** @description The reasons, one item for each rejected line. */
            errors: components["schemas"]["LineNote"][];
            /** @description Notes about accepted lines. */
            notes: components["schemas"]["LineNote"][];
            /** @description The number of rejected records. */
            rejected: number;
        };
        /** @description Options of a rescan */
        RescanBody: {
            /** @description Only count what would change */
            dry_run?: boolean;
        };
        /** @description The progress of a rescan. */
        RescanProgress: {
            /**
             * Format: int64
             * @description The number of conversations to check.
             */
            conversations: number;
            /**
             * Format: int64
             * @description The number of conversations checked.
             */
            conversations_done: number;
            /** @description Whether the rescan only counts. */
            dry_run: boolean;
            /**
             * Format: date-time
             * @description When it finished; `null` while it runs.
             */
            finished_at: string | null;
            /** @description The policy it applies: `off`, `warn` or `redact`. */
            policy: string;
            /**
             * Format: int64
             * @description The number of records and entries in which something was hidden or shown, or would be with `dry_run`.
             */
            rows_changed: number;
            /**
             * Format: int64
             * @description The number of records and entries read: those stored under another policy or by other rules.
             */
            rows_read: number;
            /** Format: date-time */
            started_at: string;
            /**
             * Format: int32
             * @description The version of the guard's rules that it applies.
             */
            version: number;
        };
        /** @description What retention has removed from a project so far. */
        RetentionCounts: {
            /**
             * Format: int64
             * @description Whole conversations.
             */
            conversations: number;
            /**
             * Format: int64
             * @description Conversations whose personal data was removed.
             */
            personal_parts: number;
        };
        /** @description One conversation with its turns, function events, spans, log entries and metrics. */
        Review: components["schemas"]["ReviewHead"] & {
            /** @description By number; number 0 is what ran before the first turn. */
            turns: components["schemas"]["ReviewTurn"][];
        };
        /** @description Counts of what the reader can see. */
        ReviewCounts: {
            /** Format: int64 */
            entries: number;
            /** Format: int64 */
            errors: number;
            /**
             * Format: int64
             * @description Function events that raised or never finished.
             */
            failed_functions: number;
            /** Format: int64 */
            functions: number;
            /**
             * Format: int64
             * @description Turn 0 is not counted.
             */
            turns: number;
            /** Format: int64 */
            warnings: number;
        };
        /** @description Some entries of a conversation, in the order of the calls. */
        ReviewEntries: {
            /** @description Use as `before` to read earlier entries; null if there are none. */
            earlier: string | null;
            entries: components["schemas"]["ReviewPlacedEntry"][];
            /** @description Use as `after` to read later entries; null if there are none yet. */
            later: string | null;
        };
        /** @description One log entry. */
        ReviewEntry: {
            /** @description JSON pointers into `entry`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /**
             * @description The entry as it is stored: `level`, `content`, `is_pii`, `timestamp`, `logger`, then the fields given by the
             *     caller.
             */
            entry: {
                [key: string]: unknown;
            };
            /**
             * @description Advice about the calling line; absent if there is none, or if the reader does not see all lines it is derived
             *     from.
             */
            hints?: components["schemas"]["ReviewHint"][];
            /** @description The entry's id, 32 hex digits, for links. */
            id: string;
        };
        /** @description Counts of the entries that the reader can see. */
        ReviewEntryCounts: {
            /** Format: int64 */
            entries: number;
            /** Format: int64 */
            errors: number;
            /** Format: int64 */
            warnings: number;
        };
        /** @description One call of one function; the one without an id contains the entries outside any function. */
        ReviewEvent: components["schemas"]["ReviewEventOwn"] & {
            entries: components["schemas"]["ReviewEntry"][];
        };
        /** @description The function event itself. */
        ReviewEventOwn: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /** @description JSON pointers into `fields` of shortened values. */
            cut: string[];
            /** Format: double */
            duration_ms: number | null;
            /**
             * Format: date-time
             * @description When it ended: the `ended_at` field, or else its start plus its duration.
             */
            ended_at: string | null;
            /** @description The merged fields of the function event; see `docs/reference/fields.md`. */
            fields: {
                [key: string]: unknown;
            };
            id: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description One call of one function with its values; the one without an id contains the entries outside any function. */
        ReviewEventPiece: components["schemas"]["ReviewEventOwn"] & components["schemas"]["ReviewEntryCounts"];
        /** @description Where to look first. */
        ReviewExplained: {
            /** @description The log entry about it; null if there is none. */
            entry_id: string | null;
            /** @description The function event in which it happened; null if outside any function. */
            event_id: string | null;
            /** @description The level of the entry: `error` or `warning`. */
            level: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /**
             * Format: date-time
             * @description When the entry was written, or else when the function started.
             */
            time: string;
        };
        /** @description The conversation without its turns. */
        ReviewHead: components["schemas"]["ReviewHeadOwn"] & {
            /** @description In the order in which they were written. */
            metrics: components["schemas"]["ReviewMetric"][];
        };
        /** @description The conversation itself. */
        ReviewHeadOwn: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            account_id: string;
            /** @description The contact, or else the caller's number; `[redacted]` if the reader may not see it. */
            contact: string | null;
            counts: components["schemas"]["ReviewCounts"];
            /** @description JSON pointers into `fields` of shortened values. */
            cut: string[];
            /** Format: double */
            duration_ms: number | null;
            /** Format: date-time */
            ended_at: string | null;
            /** @description The merged fields of the conversation; see `docs/reference/fields.md`. */
            fields: {
                [key: string]: unknown;
            };
            id: string;
            /**
             * @description Notices about missing, shortened or corrected data. Counts of dropped and shortened records are only for `pii`
             *     and `admin`, because they include hidden records; corrected and left-out fields are shown to readers who can see
             *     the whole field.
             */
            notices: components["schemas"]["ReviewNotice"][];
            project_id: string;
            /** @description Whether the reader sees personal data. */
            sees_personal: boolean;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description A conversation as a whole, and where to look first. */
        ReviewHeadPiece: components["schemas"]["ReviewHeadOwn"] & {
            /** @description Whether it is small enough to be read in one request: 2,000 entries and 4 MiB. */
            at_once: boolean;
            explained_by: components["schemas"]["ReviewExplained"] | null;
        };
        /** @description Advice about the line that made an entry. */
        ReviewHint: {
            /** @description The line, as `file:line`; for a field, its name. */
            at: string;
            /**
             * @description `positional_args`, `pii_alias`, `long_message`, `large_payload` or `loop`; for fields `field_mended` or
             *     `field_left_out`.
             */
            habit: string;
            /**
             * Format: int32
             * @description The number of entries it is derived from.
             */
            lines: number;
        };
        /** @description What a reader marked as personal. */
        ReviewMark: {
            /** Format: date-time */
            at: string;
            /** @description What it hides: `entry`, `field` or `value`. The value itself is not stored. */
            hides: string;
            /** @description The mark's id. */
            id: string;
            /** @description The key that made it. */
            key_id: string;
            /** @description The type of the marked record: `log`, `conversation`, `turn`, `function_event` or `span`. */
            kind: string;
            /** @description The id of the marked record; null for the conversation itself. */
            part: string | null;
            /** @description The field, if it hides one. */
            path: string | null;
        };
        /** @description Where the personal data is: at most one of `entry`, `turn`, `event` and `span` (none: the conversation itself); and which part: `path` or `value` (neither: the whole entry) */
        ReviewMarkRequest: {
            /** @description The entry, by its id */
            entry?: string;
            /** @description The function event, by its id */
            event?: string;
            /** @description The field, as a JSON pointer into the entry or the fields, such as `/content` or `/arguments/phone` */
            path?: string;
            /** @description The span, by its id */
            span?: string;
            /** @description The turn, by its id */
            turn?: string;
            /** @description A value that occurs there; it is hidden wherever it occurs in what the same sender wrote into the conversation, in other spellings too */
            value?: string;
        };
        /** @description The marks of a conversation, the oldest first. */
        ReviewMarks: {
            marks: components["schemas"]["ReviewMark"][];
        };
        /** @description One measured or decided value. */
        ReviewMetric: {
            /** @description JSON pointers into the metric; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            name: string;
            /** Format: date-time */
            time: string;
            turn_id: string | null;
            value: unknown;
        };
        /** @description A notice about missing, shortened or corrected data. */
        ReviewNotice: {
            /** Format: int64 */
            count: number;
            /** @description The field, as `record.field`; see `docs/reference/fields.md` for its type. */
            field?: string | null;
            kind: components["schemas"]["ReviewNoticeKind"];
            /** @description The reporting process: host, process id and SDK; empty for notices about fields. */
            producer: string;
        };
        /**
         * @description What a notice is about.
         * @enum {string}
         */
        ReviewNoticeKind: "dropped" | "cut" | "clock" | "field_mended" | "field_left_out";
        /**
         * @description The outcome of a function, from what the reader can see.
         * @enum {string}
         */
        ReviewOutcome: "ok" | "logged_error" | "api_failed" | "raised" | "cancelled" | "unfinished";
        /** @description One conversation with its turns and function events, without their values and entries. */
        ReviewOutline: components["schemas"]["ReviewHead"] & {
            /**
             * @description Errors and warnings in the order of the calls, the first thousand of each. They are all in the first part, as
             *     are the metrics.
             */
            marks: components["schemas"]["ReviewOutlineMark"][];
            /** @description The `cursor` of the next part; null in the last part. */
            next: string | null;
            /**
             * @description By number; number 0 is what ran before the first turn. A turn that continues in the next part is repeated there
             *     with its other function events and spans.
             */
            turns: components["schemas"]["ReviewOutlineTurn"][];
        };
        /** @description One call of one function in outline; the one without an id contains the entries outside any function. */
        ReviewOutlineEvent: components["schemas"]["ReviewEntryCounts"] & {
            /** Format: double */
            duration_ms: number | null;
            /**
             * Format: date-time
             * @description When it ended: the `ended_at` field, or else its start plus its duration.
             */
            ended_at: string | null;
            id: string | null;
            name: string | null;
            outcome: components["schemas"]["ReviewOutcome"] | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description The position of an error or a warning. */
        ReviewOutlineMark: {
            /** @description Null if outside any function. */
            event: string | null;
            /** @description The entry's id. */
            id: string;
            /** @description `warning` or `error`. */
            level: string;
            /** Format: date-time */
            time: string;
            /** Format: int32 */
            turn: number;
        };
        /** @description Something else that took time, in outline. */
        ReviewOutlineSpan: {
            /** Format: double */
            duration_ms: number | null;
            id: string;
            kind: string | null;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /** @description One exchange in outline. */
        ReviewOutlineTurn: {
            /** @description In the order in which they began. */
            events: components["schemas"]["ReviewSteppedEvent"][];
            /** @description Null for turn 0, and for a turn without an id. */
            id: string | null;
            /** Format: int32 */
            number: number;
            /** @description In the order in which they began. */
            spans: components["schemas"]["ReviewOutlineSpan"][];
            /** Format: date-time */
            started_at: string;
        };
        /** @description A log entry with the ids of its turn and function event. */
        ReviewPlacedEntry: components["schemas"]["ReviewEntry"] & {
            /** @description Its cursor, for `after` or `before`. */
            cursor: string;
            /** @description The id of its function event. */
            event_id: string | null;
            /**
             * @description The id of its turn. If null, it belongs to the turn of its function event, or else to the last turn that had
             *     started.
             */
            turn_id: string | null;
        };
        /** @description Something else that took time. */
        ReviewSpan: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /** @description JSON pointers into `fields` of shortened values. */
            cut: string[];
            /** Format: double */
            duration_ms: number | null;
            /** Format: date-time */
            ended_at: string | null;
            /** @description The merged fields of the span. */
            fields: {
                [key: string]: unknown;
            };
            id: string;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ReviewStatus"];
        };
        /**
         * @description Whether something is in progress, has ended, or has lost contact.
         * @enum {string}
         */
        ReviewStatus: "live" | "lost_contact" | "unfinished" | "ended";
        /** @description A cursor into the entries of a function event. */
        ReviewStep: {
            /** @description The cursor, for `after`. */
            after: string;
            /**
             * Format: date-time
             * @description When the next entry was written.
             */
            time: string;
        };
        /** @description One call of one function in outline, with places among its entries. */
        ReviewSteppedEvent: components["schemas"]["ReviewOutlineEvent"] & {
            /** @description After each 200th entry, except the last; absent if there are none. */
            steps?: components["schemas"]["ReviewStep"][];
        };
        /** @description One exchange. */
        ReviewTurn: components["schemas"]["ReviewTurnOwn"] & {
            /** @description In the order in which they began. */
            events: components["schemas"]["ReviewEvent"][];
            /** @description In the order in which they began. */
            spans: components["schemas"]["ReviewSpan"][];
        };
        /** @description The turn itself. */
        ReviewTurnOwn: {
            /** @description JSON pointers into `fields`; only for readers with `pii`. */
            _pii?: components["schemas"]["PersonalMark"][];
            /** @description JSON pointers into `fields` of shortened values. */
            cut: string[];
            /** @description The merged fields of the turn. */
            fields: {
                [key: string]: unknown;
            };
            /** @description Null for turn 0, and for a turn without an id. */
            id: string | null;
            /** Format: int32 */
            number: number;
            /** Format: date-time */
            started_at: string;
        };
        /** @description One exchange with its values. */
        ReviewTurnPiece: components["schemas"]["ReviewTurnOwn"] & {
            /** @description In the order in which they began. */
            events: components["schemas"]["ReviewEventPiece"][];
            /** @description In the order in which they began. */
            spans: components["schemas"]["ReviewSpan"][];
        };
        /** @description Some turns with their values, without their entries. */
        ReviewTurns: {
            /** @description To be given as `cursor`, for the next page; null behind the last. */
            cursor: string | null;
            /**
             * Format: int32
             * @description The number of the turn with which the next page begins: the last one's own where that goes on there, with the rest of
             *     its function events and spans. Null behind the last.
             */
            next: number | null;
            turns: components["schemas"]["ReviewTurnPiece"][];
        };
        /** @description A key whose values are not personal */
        RuleBody: {
            /** @description The function in whose events and lines it holds; everywhere without one */
            function?: string;
            /** @description The name of the key, as functions write it */
            key: string;
        };
        /** @description What a rule would show. */
        RuleEstimate: {
            /** @description Some of the conversations, those that began last first. */
            conversation_ids: string[];
            /**
             * Format: int64
             * @description Of how many conversations.
             */
            conversations: number;
            /**
             * Format: int64
             * @description In how many conversations it was looked.
             */
            conversations_looked_at: number;
            /**
             * Format: int64
             * @description How many there are.
             */
            conversations_stored: number;
            /** @description Whether everything that is stored was looked at; where not, it may be more. */
            is_whole: boolean;
            /**
             * Format: int64
             * @description In how many records and entries.
             */
            records: number;
            /**
             * Format: int64
             * @description How many values.
             */
            values: number;
        };
        /** @description A value that was searched for. */
        SearchedFor: {
            /** @description `contact`, `contact_last4` or `text`. */
            field: string;
            /** @description A keyed hash, in hex: the same for the same value in this project. */
            hash: string;
        };
        /** @description Who somebody is, and what the key in use allows. */
        Session: {
            /** @description The tenant. */
            account_id: string;
            /** @description When the session ends by itself; null where there is none because a key was sent. */
            expires_at?: string | null;
            /** @description What the key is for in its maker's words, or its name in lists. */
            key_name: string;
            /** @description What the key allows: some of `ingest`, `read`, `pii` and `admin`. */
            permissions: string[];
            /** @description The projects the key reaches, by name. */
            projects: string[];
            /** @description Whether personal data is shown. */
            sees_personal: boolean;
            /**
             * @description Until when personal data is shown, where the key shows it for a limited time; null where it always does, or
             *     does not.
             */
            sees_personal_until?: string | null;
        };
        /** @description A conversation without its turns. */
        Summary: {
            /** @description The tenant. */
            accountId: string;
            /** @description Always null: no audio is kept here. */
            audioUrl?: string | null;
            /** @description `VOICE-SIP`, `WEBCHAT`, … */
            channel?: string | null;
            /** @description `live`, `pre-release`, `sandbox` or `draft`. */
            clientEnv?: string | null;
            /** @description The conversation's id. */
            conversationId: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            createdAt: string;
            /** @description The deployment. */
            deploymentId?: string | null;
            /** @description `inbound` or `outbound`. */
            direction?: string | null;
            /**
             * Format: int64
             * @description From start to end, in seconds.
             */
            duration?: number | null;
            /**
             * Format: date-time
             * @description When it ended.
             */
            finishedAt?: string | null;
            /** @description The calling side; `REDACTED` if the key has no access to it. */
            fromNumber?: string | null;
            /** @description Whether the caller was handed over to a person. */
            handoff: boolean;
            /** @description To whom. */
            handoffDestination?: string | null;
            /** @description Why. */
            handoffReason?: string | null;
            /** @description Whether it goes on. */
            inProgress: boolean;
            /** @description A BCP 47 tag. */
            language?: string | null;
            /** @description A reader's note. */
            note?: string | null;
            /**
             * Format: int64
             * @description How long the agent itself took part, in seconds.
             */
            polyaiDuration?: number | null;
            /**
             * Format: double
             * @description A quality score.
             */
            polyScore?: number | null;
            /** @description The agent. */
            projectId: string;
            /** @description A heading and a content, or text. */
            shortSummary: unknown;
            /**
             * Format: date-time
             * @description When it began.
             */
            startedAt: string;
            /** @description Labels. */
            tags: string[];
            /** @description The called side; `REDACTED` if the key has no access to it. */
            toNumber?: string | null;
            /**
             * Format: int64
             * @description From start to end, in seconds.
             */
            totalDuration?: number | null;
            /** @description The variant. */
            variantId?: string | null;
        };
        /** @description What to try */
        TrialBody: {
            /** @description The function that logs it */
            function?: string;
            /** @description The name of the key it stands under */
            name?: string;
            /** @description A text, or JSON whose keys are read as well */
            text: string;
        };
        /** @description What the guard would hide. */
        TrialShape: {
            /** @description What was found, in order. */
            findings: components["schemas"]["GuardFinding"][];
            /** @description What every reader would see under `redact`. */
            open: string;
            /** @description The project's policy: `off`, `warn` or `redact`; under the first two it stays open. */
            policy: string;
        };
        /** @description One exchange. */
        Turn: {
            agent_response: string;
            /** Format: date-time */
            agent_response_datetime?: string | null;
            asr_lang_code?: string | null;
            barge_in: boolean;
            english_agent_response: string;
            entities?: unknown[] | null;
            intents?: unknown[] | null;
            is_ood?: boolean | null;
            is_silence?: boolean | null;
            latency: components["schemas"]["Latency"];
            /** @description Always empty for now. */
            llm_requests: Record<string, never>[];
            metadata: components["schemas"]["TurnMetadata"];
            /** @description Always empty for now. */
            reviews: Record<string, never>[];
            translated_user_input: string;
            tts_lang_code?: string | null;
            /**
             * Format: int32
             * @description The turn's number.
             */
            turn_id: number;
            user_input: string;
            /** @description Always null: no audio is kept here. */
            user_input_audio_url?: string | null;
            /** Format: date-time */
            user_input_datetime?: string | null;
            user_input_dtmf: string;
            user_input_dtmf_finish_key: string;
        };
        /** @description What the diagnosis of a turn shows. */
        TurnMetadata: {
            asr_corrected_user_input: string;
            current_node: string;
            entities: unknown[];
            /** @description The turn's function events, reduced. */
            function_events: components["schemas"]["ReducedFunctionEvent"][];
            retrieved_topics: unknown[];
            safety: Record<string, never>;
            top_transcripts: unknown[];
        };
        /** @description What the guard found and left open since the server started, because the project's policy was `warn`. */
        WarnedProgress: {
            /** @description How many of their values each rule found something in. */
            findings: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description When something was last left open.
             */
            last_at: string | null;
            /**
             * Format: int64
             * @description The number of stored records and entries.
             */
            records: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_audit: {
        parameters: {
            query?: {
                /** @description Only records about this conversation */
                conversation?: string;
                /** @description Where to continue: `next` of the previous page */
                cursor?: string;
                /** @description Only reads with the key of this id */
                key?: string;
                /** @description Maximum number of records per page */
                limit?: number;
                /** @description At this time or later (ISO 8601) */
                since?: string;
                /** @description Before this time (ISO 8601) */
                until?: string;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The audit cannot be read; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_audit: {
        parameters: {
            query?: {
                /** @description Only records about this conversation */
                conversation?: string;
                /** @description Only reads with the key of this id */
                key?: string;
                /** @description At this time or later (ISO 8601) */
                since?: string;
                /** @description Before this time (ISO 8601) */
                until?: string;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One `AuditRecord` per line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The audit cannot be read; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_contact_calls: {
        parameters: {
            query: {
                /** @description The conversation whose contact is used */
                conversation: string;
                /** @description Maximum number of conversations */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The other conversations, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedConversations"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `pii` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    search_conversations: {
        parameters: {
            query?: {
                /** @description `VOICE-SIP`, `WEBCHAT`, …; may be repeated */
                channel?: string[];
                /** @description The contact is exactly this; needs `pii` */
                contact?: string;
                /** @description The contact's last four digits; needs `pii` */
                contact_last4?: string;
                /** @description Where to continue: `next` of the previous page */
                cursor?: string;
                /** @description Duration of at most this many milliseconds */
                duration_max_ms?: number;
                /** @description Duration of at least this many milliseconds */
                duration_min_ms?: number;
                /** @description `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; may be repeated */
                environment?: string[];
                /** @description A function of exactly this name was called */
                function?: string;
                /** @description Handed over to a person (`true`) or not (`false`); all by default */
                handoff?: boolean;
                /** @description `errors` (an error entry, or a function that raised or never finished) or `warnings`; may be repeated */
                has?: ("errors" | "warnings")[];
                /** @description In progress (`true`) or ended (`false`); all by default */
                in_progress?: boolean;
                /** @description Maximum number of conversations per page */
                limit?: number;
                /** @description A record in it meets this query, such as `level:error function:crm_upsert "rate limit"`: see the guide to queries */
                query?: string;
                /** @description Started before this time (ISO 8601) */
                started_before?: string;
                /** @description Started at this time or later (ISO 8601) */
                started_from?: string;
                /** @description Contains this text in what was said or logged, ignoring case */
                text?: string;
                /** @description The time zone in which the query means `yesterday` and `14:00`; UTC by default */
                time_zone?: string;
                /** @description Its id or its name; may be repeated */
                variant?: string[];
                /** @description Count all pages; false by default */
                with_total?: boolean;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationPage"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read`, or (to filter by contact) `pii` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    review_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_entries: {
        parameters: {
            query?: {
                /** @description Only entries of the function event with this id */
                event?: string;
                /** @description Only entries of this level or a more severe one */
                level?: "info" | "warning" | "error";
                /** @description Maximum number of entries */
                limit?: number;
                /** @description Only entries outside any function event */
                outside?: boolean;
                /** @description Where to start; by default at the first entry */
                place?: {
                    /** @description The entries after this cursor */
                    after?: string;
                    /** @description The entries around the entry with this id */
                    around?: string;
                    /**
                     * Format: date-time
                     * @description The entries around this time (ISO 8601)
                     */
                    at?: string;
                    /** @description The last entries before this cursor */
                    before?: string;
                    /** @description The last entries */
                    last?: boolean;
                };
                /** @description Only entries that contain this text, ignoring case */
                text?: string;
                /** @description Only entries of the turn with this id */
                turn?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewEntries"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    head_of_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The head */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewHeadPiece"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    follow_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the last event that the client received */
                "last-event-id"?: string;
            };
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream, event by event */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveEvent"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description 64 streams are open, or 8 with this key; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_marks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The marks, without removed ones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewMarks"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_mark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description What to mark */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewMarkRequest"];
            };
        };
        responses: {
            /** @description It is hidden */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewMark"];
                };
            };
            /** @description The body is not valid, nothing is there, it cannot be hidden by itself, or the value is too short */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The conversation has the maximum number of marks */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_mark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The mark */
                mark_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mark will be removed after the running erasure has searched the project; until then what was marked stays hidden */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The mark is removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read`, `pii` or `annotate` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such mark, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description An empty note removes the previous one */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Note"];
            };
        };
        responses: {
            /** @description It is stored */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The body is not a note, or the note is too long */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The whole conversation is personal, and every reader could see the note */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    outline_conversation: {
        parameters: {
            query?: {
                /** @description Where to continue: `next` of the previous part */
                cursor?: string;
                /** @description Maximum number of function events and spans */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The outline */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewOutline"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_turns: {
        parameters: {
            query?: {
                /** @description Where to continue, instead of a turn: `cursor` of the previous page */
                cursor?: string;
                /** @description The number of the first turn */
                from?: number;
                /** @description Maximum number of turns */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The turns */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewTurns"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_conversations: {
        parameters: {
            query: {
                /** @description `VOICE-SIP`, `WEBCHAT`, …; may be repeated */
                channel?: string[];
                /** @description The contact is exactly this; needs `pii` */
                contact?: string;
                /** @description The contact's last four digits; needs `pii` */
                contact_last4?: string;
                /** @description Duration of at most this many milliseconds */
                duration_max_ms?: number;
                /** @description Duration of at least this many milliseconds */
                duration_min_ms?: number;
                /** @description `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; may be repeated */
                environment?: string[];
                /** @description Comma-separated values, or one JSON object per line */
                format: "csv" | "ndjson";
                /** @description A function of exactly this name was called */
                function?: string;
                /** @description Handed over to a person (`true`) or not (`false`); all by default */
                handoff?: boolean;
                /** @description `errors` (an error entry, or a function that raised or never finished) or `warnings`; may be repeated */
                has?: ("errors" | "warnings")[];
                /** @description In progress (`true`) or ended (`false`); all by default */
                in_progress?: boolean;
                /** @description A record in it meets this query, such as `level:error function:crm_upsert "rate limit"`: see the guide to queries */
                query?: string;
                /** @description Started before this time (ISO 8601) */
                started_before?: string;
                /** @description Started at this time or later (ISO 8601) */
                started_from?: string;
                /** @description Contains this text in what was said or logged, ignoring case */
                text?: string;
                /** @description The time zone in which the query means `yesterday` and `14:00`; UTC by default */
                time_zone?: string;
                /** @description Its id or its name; may be repeated */
                variant?: string[];
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read`, or (to filter by contact) `pii` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    find_entries: {
        parameters: {
            query?: {
                /** @description Where to go on: `next` of the page before */
                cursor?: string;
                /** @description The most entries of a page */
                limit?: number;
                /** @description Which entries, such as `level:error function:crm_upsert "rate limit"`: see the guide to queries */
                query?: string;
                /** @description The time zone in which the query means `yesterday` and `14:00`; UTC by default */
                time_zone?: string;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundEntries"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_erasures: {
        parameters: {
            query?: {
                /** @description Maximum number of receipts */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasuresPage"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description What to erase */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureBody"];
            };
        };
        responses: {
            /** @description With `dry_run`: how many conversations would be erased */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureEstimate"];
                };
            };
            /** @description Erased; the receipt shows the progress of the purge */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            /** @description The body has neither or both of the two, or a value that is too short */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_erasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The receipt's id */
                erasure_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such receipt, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_facets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What there is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Facets"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_function_runs: {
        parameters: {
            query?: {
                /** @description Only in conversations that started before this time (ISO 8601) */
                before?: string;
                /** @description Maximum number of calls */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The function's exact name */
                name: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FunctionRuns"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_rescan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The progress */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuardStatus"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rescan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description Optional */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RescanBody"];
            };
        };
        responses: {
            /** @description It has begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RescanProgress"];
                };
            };
            /** @description The body is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_rules: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotPersonalRules"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store cannot be used; obey Retry-After */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    add_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description The rule */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleBody"];
            };
        };
        responses: {
            /** @description It holds from now on */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotPersonalRule"];
                };
            };
            /** @description There can be no such rule */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The project has as many rules as it can have, or somebody else has changed it in this moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    remove_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
                /** @description The rule */
                rule_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is removed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key may not administer */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such rule that this key may see */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Somebody else has changed the project in this moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    estimate_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description The rule */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleBody"];
            };
        };
        responses: {
            /** @description What it would show */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleEstimate"];
                };
            };
            /** @description There can be no such rule */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    test_guard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        /** @description What to try */
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrialBody"];
            };
        };
        responses: {
            /** @description What would be hidden, and what the project's rules change */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrialShape"];
                };
            };
            /** @description The body is something else */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The server is overloaded; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    who_am_i: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who one is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Not logged in, or the session has ended */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Logged in; `Set-Cookie` contains the session */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The body is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended (also if there was none) */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The header `x-convlog-request` is missing */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available, and the session has not ended; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page to read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": unknown;
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `admin` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Not ready */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_conversations_v1: {
        parameters: {
            query?: {
                /** @description Where the agent ran: `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; `live` by default */
                client_env?: string;
                /** @description Started before this time (ISO 8601) */
                end_time?: string;
                /** @description In progress (`true`) or ended (`false`); all by default */
                in_progress?: boolean;
                /** @description Maximum number of conversations per page */
                limit?: number;
                /** @description Number of conversations to skip */
                offset?: number;
                /** @description Started at this time or later (ISO 8601) */
                start_time?: string;
                /** @description Only conversations of one variant, by its id or by its name */
                variant?: {
                    /** @description Only conversations of the variant with this id */
                    variant_id?: string;
                    /** @description Only conversations of the variant with this name */
                    variant_name?: string;
                };
            };
            header?: never;
            path: {
                /** @description The key's account */
                account_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationsV1"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_agent_conversations: {
        parameters: {
            query?: {
                /** @description Maximum number of conversations per page */
                limit?: number;
                /** @description Number of conversations to skip */
                offset?: number;
            };
            header?: never;
            path: {
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationList"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_agent_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                conversation_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such conversation, or this key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    ingest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The encoding of the body */
                "content-encoding"?: "gzip" | "zstd" | "identity";
                /** @description An id of this request: records without `producer` and `seq` get their identity from it and their line number, so that sending the same request again stores nothing twice */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description One JSON object per line; docs/reference/fields.md lists the fields. A line that is not a record is rejected and reported in the answer. Unknown fields are ignored and reported; a field of the wrong type is corrected or left out and reported (`field_mended`, `field_left_out`), and the rest of its record is kept. At most 8 MiB and 10,000 lines uncompressed; a line at most 4 MiB. Any Content-Type is taken; with curl, `--data-binary @FILE` keeps the line feeds that `-d` takes away */
        requestBody?: {
            content: {
                /** @example {"type":"log","conversation_id":"CA42","entry":{"level":"info","content":"Validated inputs"}} */
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description All lines are stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description Some lines were rejected; the others are stored */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description The body does not match its Content-Encoding, or ended early */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `ingest` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The body arrived too slowly; nothing was stored */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The batch is too large; nothing was stored: split it */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The Content-Encoding is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description All lines were rejected */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description The server is overloaded (`OVERLOADED`), or the account or the project has reached a quota (`QUOTA_ENTRIES_PER_MINUTE`, `QUOTA_BYTES_STORED`); nothing was stored: retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The store is not available, or its disk is full up to the reserve (`DISK_RESERVE`); retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_conversations: {
        parameters: {
            query?: {
                /** @description One of these channels; may be repeated */
                channel?: string[];
                /** @description Where the agent ran: `live`, `pre-release`, `sandbox`, `draft`, or whatever else was sent; `live` by default */
                client_env?: string;
                /** @description Where to continue; takes precedence over `offset` */
                cursor?: string;
                /** @description Started before this time (ISO 8601) */
                end_time?: string;
                /** @description In progress (`true`) or ended (`false`); all by default */
                in_progress?: boolean;
                /** @description Whether turns include their latency; false by default */
                include_latency?: boolean;
                /** @description Maximum number of conversations per page */
                limit?: number;
                /** @description Number of conversations to skip */
                offset?: number;
                /** @description Started at this time or later (ISO 8601) */
                start_time?: string;
                /** @description Only conversations of one variant, by its id or by its name */
                variant?: {
                    /** @description Only conversations of the variant with this id */
                    variant_id?: string;
                    /** @description Only conversations of the variant with this name */
                    variant_name?: string;
                };
            };
            header?: never;
            path: {
                /** @description The key's account */
                account_id: string;
                /** @description The agent, inside the key's account */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationsV3"];
                };
            };
            /** @description A parameter is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key is missing or not valid */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The key lacks the permission `read` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description There is no such project, or the key has no access to it */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many invalid keys from this address; retry after `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The query took too long, or the store is not available; retry after `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
