// Conversations for the journeys, as records of the ingest API. All numbers are from ranges that no telephone has.

const MINUTE_MS = 60_000;
const timestamp = (ms) => new Date(ms).toISOString();

/** A call that went well: two turns, one function, two lines. */
export function goodCall(id, { startedAt = Date.now() - 10 * MINUTE_MS, ...fields } = {}) {
    const at = (ms) => timestamp(startedAt + ms);
    return [
        {
            type: "conversation",
            conversation_id: id,
            timestamp: at(0),
            started_at: at(0),
            channel: "VOICE-SIP",
            environment: "live",
            direction: "inbound",
            from_number: "+447700900456",
            language: "en-GB",
            ...fields,
        },
        {
            type: "turn",
            conversation_id: id,
            turn_id: `${id}-1`,
            number: 1,
            timestamp: at(10),
            started_at: at(10),
            agent_response: "Front desk, how can I help?",
        },
        {
            type: "turn",
            conversation_id: id,
            turn_id: `${id}-2`,
            number: 2,
            timestamp: at(6000),
            started_at: at(6000),
            user_input: "When do you open?",
            agent_response: "At nine.",
            latency: 0.8,
        },
        {
            type: "function_event",
            conversation_id: id,
            turn_id: `${id}-2`,
            function_event_id: `${id}-f`,
            timestamp: at(6200),
            name: "opening_hours",
            started_at: at(6200),
            ended_at: at(6350),
            duration_ms: 150,
            arguments: { day: "monday" },
            result: { opens: "09:00" },
        },
        log(
            id,
            "info",
            "Looked up the hours",
            at(6300),
            { turn_id: `${id}-2`, function_event_id: `${id}-f` },
            { day: "monday", cached: true },
        ),
        { type: "conversation", conversation_id: id, timestamp: at(30_000), ended_at: at(30_000), ended_by: "caller" },
    ];
}

/** A log record. */
export function log(conversation, level, content, time, place = {}, extras = {}) {
    const entry = { level, content, is_pii: false, timestamp: time, logger: "conversation_logger", ...extras };
    return { type: "log", conversation_id: conversation, ...place, entry };
}

/** A call with so many entries, evenly over so many turns, an error in the middle. */
export function longCall(id, { entries = 10_000, turns = 200, startedAt = Date.now() - 60 * MINUTE_MS } = {}) {
    const turnMs = 15_000;
    const at = (ms) => timestamp(startedAt + ms);
    const records = [
        {
            type: "conversation",
            conversation_id: id,
            timestamp: at(0),
            started_at: at(0),
            channel: "VOICE-SIP",
            environment: "live",
            from_number: "+447700900789",
        },
    ];
    const perTurn = Math.ceil(entries / turns);
    let left = entries;
    for (let turn = 1; turn <= turns; turn += 1) {
        const start = turn * turnMs;
        const [turnId, event] = [`${id}-t${turn}`, `${id}-f${turn}`];
        records.push(
            {
                type: "turn",
                conversation_id: id,
                turn_id: turnId,
                number: turn,
                timestamp: at(start),
                started_at: at(start),
                user_input: `Question number ${turn}, said in so many words`,
                agent_response: `And the answer to number ${turn}`,
            },
            {
                type: "function_event",
                conversation_id: id,
                turn_id: turnId,
                function_event_id: event,
                timestamp: at(start + 100),
                name: `look_up_${turn % 7}`,
                started_at: at(start + 100),
                ended_at: at(start + 900),
                duration_ms: 800,
                arguments: { number: turn },
            },
        );
        for (let line = 0; line < perTurn && left > 0; line += 1, left -= 1) {
            const failing = turn === Math.ceil(turns / 2) && line === 3;
            records.push(
                log(
                    id,
                    failing ? "error" : "info",
                    failing ? "Upstream refused the request" : `Step ${line} of turn ${turn}`,
                    at(start + 110 + line),
                    { turn_id: turnId, function_event_id: event },
                    failing ? { status: 409 } : { step: line, ok: true },
                ),
            );
        }
    }
    const end = (turns + 2) * turnMs;
    records.push({
        type: "conversation",
        conversation_id: id,
        timestamp: at(end),
        ended_at: at(end),
        ended_by: "agent",
    });
    return records;
}

/** Text that would run, break out or turn around if somebody took it for anything but text. */
export const HOSTILE =
    '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script> \u202Eabc\u202C مرحبا e\u0301\u0327\u0301 "\'`${1}';

/** A call with hostile text in every field, and values at their limits. */
export function hostileCall(id, { startedAt = Date.now() - 5 * MINUTE_MS } = {}) {
    const at = (ms) => timestamp(startedAt + ms);
    const thousand = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`${HOSTILE.slice(0, 20)}${n}`, n]));
    const turn = { turn_id: `${id}-1` };
    return [
        {
            type: "conversation",
            conversation_id: id,
            timestamp: at(0),
            started_at: at(0),
            channel: "WEBCHAT",
            environment: "sandbox",
            contact: HOSTILE,
            summary: HOSTILE,
            end_reason: HOSTILE,
            tags: [HOSTILE],
            note: HOSTILE,
            handoff: true,
            handoff_reason: HOSTILE,
        },
        {
            type: "turn",
            conversation_id: id,
            ...turn,
            number: 1,
            timestamp: at(10),
            started_at: at(10),
            user_input: HOSTILE,
            agent_response: HOSTILE,
            entities: [{ name: HOSTILE }],
            retrieved_topics: [HOSTILE],
            retrieved_sources: [HOSTILE],
            safety: { [HOSTILE]: HOSTILE },
            top_transcripts: [{ text: HOSTILE }],
        },
        {
            type: "function_event",
            conversation_id: id,
            ...turn,
            function_event_id: `${id}-f`,
            timestamp: at(100),
            name: "<b>bold</b>",
            started_at: at(100),
            ended_at: at(400),
            arguments: { [HOSTILE]: HOSTILE },
            result: "x".repeat(1_000_000),
            error: { type: HOSTILE, message: HOSTILE, stacktrace: HOSTILE },
            state_changes: { added: { [HOSTILE]: HOSTILE }, updated: { b: [HOSTILE, HOSTILE] }, removed: [HOSTILE] },
        },
        log(id, "error", HOSTILE, at(200), { ...turn, function_event_id: `${id}-f` }, { thousand, text: HOSTILE }),
        log(
            id,
            "info",
            "y".repeat(32_000),
            at(210),
            { ...turn, function_event_id: `${id}-f` },
            { long: "z".repeat(32_000) },
        ),
        { type: "metric", conversation_id: id, timestamp: at(300), name: "OUTCOME", value: HOSTILE },
        { type: "conversation", conversation_id: id, timestamp: at(900), ended_at: at(900), ended_by: "system" },
    ];
}

/** A call in which a function never returned, and its process was found dead. */
export function unfinishedCall(id, { startedAt = Date.now() - 45 * MINUTE_MS } = {}) {
    const at = (ms) => timestamp(startedAt + ms);
    return [
        {
            type: "conversation",
            conversation_id: id,
            timestamp: at(0),
            started_at: at(0),
            channel: "VOICE-SIP",
            environment: "live",
            from_number: "+447700900111",
        },
        {
            type: "turn",
            conversation_id: id,
            turn_id: `${id}-1`,
            number: 1,
            timestamp: at(10),
            started_at: at(10),
            user_input: "I would like to book a table",
        },
        {
            type: "function_event",
            conversation_id: id,
            turn_id: `${id}-1`,
            function_event_id: `${id}-f`,
            timestamp: at(200),
            name: "book_table",
            started_at: at(200),
            arguments: { people: 4 },
        },
        log(
            id,
            "warning",
            "The booking service is slow",
            at(900),
            { turn_id: `${id}-1`, function_event_id: `${id}-f` },
            { waited_ms: 700 },
        ),
        { type: "conversation", conversation_id: id, timestamp: at(20_000), ended_at: at(20_000), ended_by: "caller" },
    ];
}

/** A call in which functions came out in every way; what one logged is personal as a whole. */
export function outcomesCall(id, { startedAt = Date.now() - 20 * MINUTE_MS } = {}) {
    const at = (ms) => timestamp(startedAt + ms);
    const turn = { turn_id: `${id}-1` };
    const records = [
        {
            type: "conversation",
            conversation_id: id,
            timestamp: at(0),
            started_at: at(0),
            channel: "VOICE-SIP",
            environment: "live",
            from_number: "+447700900222",
        },
        {
            type: "turn",
            conversation_id: id,
            ...turn,
            number: 1,
            timestamp: at(10),
            started_at: at(10),
            user_input: "Can you move my booking?",
            agent_response: "Let me see.",
        },
    ];
    const call = (name, began, end, lines = []) => {
        const place = { ...turn, function_event_id: `${id}-${name}` };
        const common = { type: "function_event", conversation_id: id, ...place };
        records.push({ ...common, timestamp: at(began), name, started_at: at(began), arguments: { people: 4 } });
        for (const [level, content, extras] of lines) {
            records.push(log(id, level, content, at(began + 20), place, extras));
        }
        if (end !== undefined) {
            records.push({
                ...common,
                timestamp: at(began + 300),
                ended_at: at(began + 300),
                duration_ms: 300,
                ...end,
            });
        }
    };
    call("find_booking", 100, { result: "found" });
    call("check_slot", 500, {}, [["error", "The slot is taken", { status: 409 }]]);
    call("ask_kitchen", 900, {}, [["error", "GET https://kitchen.example/ 503", { logger: "api_responses" }]]);
    call("move_booking", 1300, { error: { type: "ConflictError", message: "409 Conflict" } });
    call("read_menu", 1700, { cancelled_by: "barge-in" });
    call("note_caller", 2100, {}, [["error", "No such caller", { is_pii: true }]]);
    call("send_message", 2500);
    records.push({
        type: "conversation",
        conversation_id: id,
        timestamp: at(9000),
        ended_at: at(9000),
        ended_by: "caller",
    });
    return records;
}

/**
 * A call of half a million lines, part by part, for nobody needs to hold all of it: a hundred turns, each with forty
 * functions of a hundred lines and a thousand lines outside any function. In turn 60 one function has all of these lines.
 */
export function* largeCall(id, { turns = 100, startedAt = Date.now() - 5 * 60 * MINUTE_MS, hasEnded = true } = {}) {
    const turnMs = 100_000;
    const at = (ms) => timestamp(startedAt + ms);
    const common = { type: "conversation", conversation_id: id };
    yield [{ ...common, timestamp: at(0), started_at: at(0), channel: "VOICE-SIP", environment: "live" }];
    for (let turn = 1; turn <= turns; turn += 1) {
        const start = turn * turnMs;
        const place = { conversation_id: id, turn_id: `${id}-t${turn}` };
        const words = { user_input: `Question number ${turn}`, agent_response: `Answer number ${turn}` };
        const records = [
            { type: "turn", ...place, number: turn, timestamp: at(start), started_at: at(start), ...words },
        ];
        for (let line = 0; line < 5000; line += 1) {
            const isOutside = line % 1000 >= 800;
            const work = turn === 60 ? 0 : Math.floor(line / 1000) * 8 + Math.floor((line % 1000) / 100);
            const event = `${id}-t${turn}-f${work}`;
            const ms = start + 10 + line * 15;
            const isFirst = turn === 60 ? line === 0 : !isOutside && line % 100 === 0;
            if (isFirst) {
                const length = turn === 60 ? 5000 : 100;
                records.push({
                    type: "function_event",
                    ...place,
                    function_event_id: event,
                    timestamp: at(ms),
                    name: turn === 60 ? "copy_menu" : `look_up_${work % 7}`,
                    started_at: at(ms),
                    ended_at: at(ms + length * 15 - 5),
                    duration_ms: length * 15 - 5,
                    arguments: { number: turn * 100 + work },
                });
            }
            const isFailing = turn === 50 && line === 2345;
            records.push(
                log(
                    id,
                    isFailing ? "error" : "info",
                    isFailing ? "Upstream refused the request" : `Step ${line} of turn ${turn}`,
                    at(ms),
                    isOutside && turn !== 60
                        ? { turn_id: place.turn_id }
                        : { turn_id: place.turn_id, function_event_id: event },
                    isFailing ? { status: 409 } : { step: line, vendor: "maps_api", ok: true },
                ),
            );
        }
        yield records;
    }
    const end = (turns + 1) * turnMs;
    if (hasEnded) yield [{ ...common, timestamp: at(end), ended_at: at(end), ended_by: "agent" }];
}
