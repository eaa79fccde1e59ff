//! How to serve.

use convlog_server::ForwardedHeader;
use convlog_store::Network;

use super::setting::{Setting, flag, millis_setting, number, number_setting};

/// How to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// The address, as `HOST:PORT`.
    pub(crate) listen: String,
    /// Whether the first start on an empty data directory makes a project and keys to begin with.
    pub(crate) starter: bool,
    /// Whether one of those keys reads personal data.
    pub(crate) starter_pii: bool,
    /// The bounds within which the service works.
    pub(crate) limits: convlog_server::Config,
}

impl Default for Server {
    fn default() -> Server {
        Server {
            listen: "127.0.0.1:8080".to_owned(),
            starter: true,
            starter_pii: false,
            limits: convlog_server::Config::default(),
        }
    }
}

pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        section: "server",
        name: "listen",
        doc: "The address to listen on, as `HOST:PORT`; port 0 selects a free port. The server speaks plain HTTP: \
            for any address but a loopback address, put a TLS proxy in front.",
        default: "`127.0.0.1:8080`",
        short_variable: None,
        flag: Some("--listen"),
        secret: false,
        set: |config, text| {
            let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port.parse::<u16>());
            if !matches!(port, Some(Ok(_))) {
                return Err("must be HOST:PORT, as in 127.0.0.1:8080".to_owned());
            }
            text.clone_into(&mut config.server.listen);
            Ok(())
        },
        get: |config| Some(config.server.listen.clone()),
    },
    Setting {
        section: "server",
        name: "starter",
        doc: "Whether the first start on an empty data directory creates a project and keys, and prints how to use \
            them.",
        default: "`true`",
        short_variable: None,
        flag: Some("--no-starter"),
        secret: false,
        set: |config, text| flag(text).map(|starter| config.server.starter = starter),
        get: |config| Some(config.server.starter.to_string()),
    },
    Setting {
        section: "server",
        name: "starter_pii",
        doc: "Whether the first start also creates and prints a key that can read personal data. Beware: printed \
            output often ends up in logs.",
        default: "`false`",
        short_variable: None,
        flag: Some("--starter-pii"),
        secret: false,
        set: |config, text| flag(text).map(|starter| config.server.starter_pii = starter),
        get: |config| Some(config.server.starter_pii.to_string()),
    },
    number_setting!(
        "server",
        "connections_max",
        "Maximum number of connections; further ones wait to be accepted.",
        "`1024`",
        |config| config.server.limits.connections_max
    ),
    Setting::plain(
        ("server", "connections_of_client_max"),
        "Maximum number of connections of one client: of an address, or of the /64 of an IPv6 address. Further ones \
        are rejected with 429. Connections of proxies in `trusted_proxies` are not counted.",
        "a quarter of `connections_max`",
        |config, text| number(text).map(|number| config.server.limits.connections_of_client_max = Some(number)),
        |config| Some(config.server.limits.connections_of_client().to_string()),
    ),
    Setting {
        section: "server",
        name: "trusted_proxies",
        doc: "The proxies in front of the server that are trusted to name the client's address: addresses and \
            networks such as `10.0.0.0/8`, separated by commas. The client is the last hop in the header that is not \
        one of these proxies. Without trusted proxies, the client is the peer of the connection.",
        default: "none",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| {
            let named: Option<Vec<Network>> = text.split(',').map(|network| Network::parse(network.trim())).collect();
            let named = named.ok_or_else(|| {
                "must be addresses or networks separated by commas, as in 127.0.0.1, 10.0.0.0/8".to_owned()
            })?;
            config.server.limits.trusted_proxies = named;
            Ok(())
        },
        get: |config| {
            let named: Vec<String> = config.server.limits.trusted_proxies.iter().map(Network::to_string).collect();
            (!named.is_empty()).then(|| named.join(", "))
        },
    },
    Setting {
        section: "server",
        name: "forwarded_header",
        doc: "The header in which those proxies name the client: `x-forwarded-for` or `forwarded`. The other one is \
            ignored, because a client could send it.",
        default: "`x-forwarded-for`",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| {
            let header =
                ForwardedHeader::parse(text).ok_or_else(|| "must be x-forwarded-for or forwarded".to_owned())?;
            config.server.limits.forwarded_header = header;
            Ok(())
        },
        get: |config| Some(config.server.limits.forwarded_header.as_str().to_owned()),
    },
    Setting {
        section: "server",
        name: "security_log_whole_addresses",
        doc: "Whether the server's log and the security log contain the full address of a rejected client, instead \
            of only its network (the /24 of an IPv4 address, the /48 of an IPv6 address). An address can identify a \
        person.",
        default: "`false`",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| flag(text).map(|whole| config.server.limits.security_log_whole_addresses = whole),
        get: |config| Some(config.server.limits.security_log_whole_addresses.to_string()),
    },
    number_setting!(
        "server",
        "bodies_bytes_max",
        "Maximum memory for request bodies that are being received, in bytes; above it the answer is 429.",
        "`67108864` (64 MiB)",
        |config| config.server.limits.bodies_bytes_max
    ),
    number_setting!(
        "server",
        "head_bytes_max",
        "Maximum size of a request's head, in bytes.",
        "`32768` (32 KiB)",
        |config| config.server.limits.head_bytes_max
    ),
    millis_setting!(
        "server",
        "head_timeout_ms",
        "How long receiving a request's head may take, and how long a connection may be idle between requests, in \
        milliseconds.",
        "`30000`",
        |config| config.server.limits.head_timeout
    ),
    millis_setting!(
        "server",
        "body_idle_timeout_ms",
        "How long a body may pause before the answer is 408, in milliseconds.",
        "`30000`",
        |config| config.server.limits.body_idle_timeout
    ),
    millis_setting!(
        "server",
        "body_total_timeout_ms",
        "How long receiving a body may take before the answer is 408, in milliseconds.",
        "`300000`",
        |config| config.server.limits.body_total_timeout
    ),
    millis_setting!(
        "server",
        "answer_idle_timeout_ms",
        "How long a client may read nothing of a response before its connection is closed, in milliseconds.",
        "`30000`",
        |config| config.server.limits.answer_idle_timeout
    ),
    number_setting!(
        "server",
        "answers_bytes_max",
        "Maximum memory for responses that are being sent, in bytes. An account may use half of it, a key a quarter; \
        a request that waits for memory for more than ten seconds is answered 503.",
        "`100663296` (96 MiB)",
        |config| config.server.limits.answers_bytes_max
    ),
    millis_setting!(
        "server",
        "shutdown_timeout_ms",
        "How long the server waits for requests in flight when it is asked to stop, in milliseconds.",
        "`10000`",
        |config| config.server.limits.shutdown_timeout
    ),
    number_setting!(
        "server",
        "audit_days",
        "How many days the audit keeps a record of who read personal data.",
        "`400`",
        |config| config.server.limits.audit_days
    ),
    Setting {
        section: "server",
        name: "server_timing",
        doc: "Whether each response has a `Server-Timing` header. Timing is a side channel: for measuring only.",
        default: "`false`",
        short_variable: None,
        flag: None,
        secret: false,
        set: |config, text| flag(text).map(|timing| config.server.limits.server_timing = timing),
        get: |config| Some(config.server.limits.server_timing.to_string()),
    },
];
